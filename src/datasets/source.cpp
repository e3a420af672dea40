#include <stdexcept>

#include "narrows/detail/names.hpp"
#include "narrows/error.hpp"
#include "options.hpp"

namespace narrows::datasets {
namespace {

using Json = nlohmann::ordered_json;

constexpr detail::Names<OnBad, 2> on_bad_names = {"on_bad", {"stop", "skip"}};

void check(bool holds, const char* rule, double value) {
  if (!holds) throw std::invalid_argument(std::string(rule) + ", got " + Json(value).dump());
}

Dataset load_again(const Json& source, const LoadCallback& progress) {
  if (source.contains("subset")) {
    return load_again(source.at("of"), progress)
        .subset(source["subset"].at(0).get<std::size_t>(), source["subset"].at(1).get<std::uint64_t>());
  }
  const LoadOptions options = options_of(source.at("options"));
  const auto folder = source.at("folder").get<std::string>();
  return source.contains("name") ? load(source["name"].get<std::string>(), folder, options, progress)
                                 : from_folder(folder, options, progress);
}

}  // namespace

void LoadOptions::validate() const {
  check(size >= 1 && size <= 4096, "size must be from 1 to 4096", size);
  check(channels == 0 || channels == 1 || channels == 3, "channels must be 0, 1 or 3", channels);
  check(validation_share >= 0 && validation_share < 1, "validation_share must be at least 0 and below 1",
        validation_share);
  check(test_share >= 0 && test_share < 1, "test_share must be at least 0 and below 1", test_share);
  check(per_class >= 0, "per_class must be at least 0", per_class);
  check(threads >= 0, "threads must be at least 0", threads);
  check(memory >= 0, "memory must be at least 0", static_cast<double>(memory));
}

std::string_view name(OnBad on_bad) { return on_bad_names.of(on_bad); }
OnBad on_bad_named(std::string_view name) { return on_bad_names.value(name); }

/** What most data sets do without is left out: then they are described as they were before there was such a choice. */
Json to_json(const LoadOptions& options) {
  Json json = {{"size", options.size},
               {"resize", narrows::name(options.resize)},
               {"channels", options.channels},
               {"validation_share", options.validation_share},
               {"test_share", options.test_share},
               {"seed", options.seed}};
  if (options.on_bad != OnBad::stop) json["on_bad"] = name(options.on_bad);
  if (options.recursive) json["recursive"] = true;
  if (options.follow_links) json["follow_links"] = true;
  if (!options.labels.empty()) json["labels"] = options.labels;
  if (options.per_class != 0) json["per_class"] = options.per_class;
  return json;
}

LoadOptions options_of(const Json& json) {
  return {.size = json.at("size").get<int>(),
          .resize = resize_named(json.at("resize").get<std::string>()),
          .channels = json.at("channels").get<int>(),
          .validation_share = json.at("validation_share").get<double>(),
          .test_share = json.at("test_share").get<double>(),
          .seed = json.at("seed").get<std::uint64_t>(),
          .on_bad = on_bad_named(json.value("on_bad", "stop")),
          .recursive = json.value("recursive", false),
          .follow_links = json.value("follow_links", false),
          .labels = json.value("labels", ""),
          .per_class = json.value("per_class", 0),
          .threads = 0};
}

Dataset restore(std::string_view source, std::string_view digest, const LoadCallback& progress) {
  try {
    Dataset data = load_again(Json::parse(source), progress);
    if (!digest.empty() && data.digest() != digest) {
      throw Error("the data set has changed since: expected digest " + std::string(digest) + ", found " +
                  data.digest() + " from " + std::string(source));
    }
    return data;
  } catch (const Json::exception& error) {
    throw Error("not the source of a data set: '" + std::string(source) + "' (" + error.what() + ")");
  }
}

}  // namespace narrows::datasets
