#include "identify.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <thread>
#if defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#include "machine.hpp"
#include "narrows/inference_session.hpp"

namespace narrows::device {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json features() {
  Json names = Json::array();
  const auto add = [&](const char* name, bool present) {
    if (present) names.push_back(name);
  };
#if defined(__aarch64__)
  const unsigned long capabilities = getauxval(AT_HWCAP);
  add("neon", capabilities & HWCAP_ASIMD);
  add("fp16", capabilities & HWCAP_ASIMDHP);
  add("dotprod", capabilities & HWCAP_ASIMDDP);
  add("sve", capabilities & HWCAP_SVE);
#elif defined(__x86_64__)
  add("sse4.1", __builtin_cpu_supports("sse4.1"));
  add("avx2", __builtin_cpu_supports("avx2"));
  add("fma", __builtin_cpu_supports("fma"));
  add("avx512f", __builtin_cpu_supports("avx512f"));
#endif
  return names;
}

std::int64_t memory_bytes() {
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

Json identify() {
  const timing::Machine machine;
  utsname system{};
  uname(&system);
  return {
      {"program", "narrows-device"},
      {"version", NARROWS_VERSION},
      {"protocol", protocol},
      {"cpu", text_or_null(machine.cpu())},
      {"architecture", system.machine},
      {"cores", std::thread::hardware_concurrency()},
      {"memory_bytes", memory_bytes()},
      {"features", features()},
      {"engine", engine_version()},
      {"kernel", system.release},
      {"governor", text_or_null(machine.state().governor)},
  };
}

}  // namespace narrows::device
