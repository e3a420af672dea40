#include "narrows/genetic_law_optimizer.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>

#include "bindings.hpp"
#include "docs/genetic_law_optimizer.hpp"
#include "narrows/spaces.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

/** While it lives, Ctrl-C sets a flag instead of raising KeyboardInterrupt in the middle of a build function. */
class InterruptFlag {
 public:
  InterruptFlag() : signal_(py::module_::import("signal")), raised_(std::make_shared<std::atomic<bool>>(false)) {
    const py::module_ threading = py::module_::import("threading");
    if (!threading.attr("current_thread")().is(threading.attr("main_thread")())) return;
    previous_ = signal_.attr("getsignal")(signal_.attr("SIGINT"));
    const auto handler = [raised = raised_](const py::args&) { *raised = true; };
    signal_.attr("signal")(signal_.attr("SIGINT"), py::cpp_function(handler));
  }
  InterruptFlag(const InterruptFlag&) = delete;
  InterruptFlag& operator=(const InterruptFlag&) = delete;
  ~InterruptFlag() {
    if (!previous_.is_none()) signal_.attr("signal")(signal_.attr("SIGINT"), previous_);
  }

  [[nodiscard]] bool raised() const {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    return *raised_;
  }

 private:
  py::module_ signal_;
  std::shared_ptr<std::atomic<bool>> raised_;
  py::object previous_ = py::none();
};

LawResult run(const GeneticLawOptimizer& optimizer, const py::object& progress) {
  const InterruptFlag interrupt;
  const auto callback = [&](const LawProgress& now) {
    const py::gil_scoped_acquire acquire;
    if (interrupt.raised()) return false;
    return progress.is_none() || !progress(now).equal(py::bool_(false));
  };
  const py::gil_scoped_release release;
  return optimizer.run(callback);
}

/** A build function in Python is several hundred times slower: fewer networks are counted, unless asked otherwise. */
LawSearchOptions default_options(const SearchSpace& space) {
  const std::vector<std::string> known = spaces::names();
  if (std::ranges::find(known, space.name()) != known.end()) return {};
  return {.population = 24, .generations = 30, .samples = 16, .mixture_work = 1'000'000};
}

std::vector<Target> targets_of(const py::object& target) {
  if (py::isinstance<Target>(target)) return {target.cast<Target>()};
  return target.cast<std::vector<Target>>();
}

LawSearchOptions options_of(LawSearchOptions options, std::uint64_t seed, const py::kwargs& given) {
  options.seed = seed;
  for (const auto& [key, value] : given) {
    const auto name = key.cast<std::string>();
    if (name == "population")
      options.population = value.cast<int>();
    else if (name == "generations")
      options.generations = value.cast<int>();
    else if (name == "samples")
      options.samples = value.cast<int>();
    else if (name == "share")
      options.share = value.cast<double>();
    else if (name == "max_boxes")
      options.max_boxes = value.cast<int>();
    else if (name == "threads")
      options.threads = value.cast<int>();
    else
      throw py::type_error("there is no option \"" + name +
                           "\": expected population, generations, samples, share, "
                           "max_boxes or threads");
  }
  return options;
}

GeneticLawOptimizer make_optimizer(const SearchSpace& space, const py::object& target, std::uint64_t seed,
                                   const py::kwargs& options) {
  return {space, targets_of(target), options_of(default_options(space), seed, options)};
}

}  // namespace

void bind_genetic_law_optimizer(py::module_& m) {
  ValueClass<LawGeneration>(m, "LawGeneration", DOC(LawGeneration))
      .def_readonly("generation", &LawGeneration::generation, DOC(LawGeneration, generation))
      .def_readonly("share_inside", &LawGeneration::share_inside, DOC(LawGeneration, share_inside))
      .def_readonly("log10_cardinality", &LawGeneration::log10_cardinality, DOC(LawGeneration, log10_cardinality))
      .def_readonly("mean_share_inside", &LawGeneration::mean_share_inside, DOC(LawGeneration, mean_share_inside))
      .def_readonly("evaluations", &LawGeneration::evaluations, DOC(LawGeneration, evaluations))
      .def_readonly("seconds", &LawGeneration::seconds, DOC(LawGeneration, seconds))
      .as_value();
  ValueClass<LawProgress>(m, "LawProgress", DOC(LawProgress))
      .def_readonly("generations", &LawProgress::generations, DOC(LawProgress, generations))
      .def_readonly("latest", &LawProgress::latest, DOC(LawProgress, latest))
      .as_value();
  ValueClass<LawResult>(m, "LawResult", DOC(LawResult))
      .def_readonly("law", &LawResult::law)
      .def_readonly("share_inside", &LawResult::share_inside, DOC(LawResult, share_inside))
      .def_readonly("log10_cardinality", &LawResult::log10_cardinality, DOC(LawResult, log10_cardinality))
      .def_readonly("score", &LawResult::score, DOC(LawResult, score))
      .def_readonly("history", &LawResult::history)
      .def_readonly("evaluations", &LawResult::evaluations, DOC(LawResult, evaluations))
      .def_readonly("seconds", &LawResult::seconds)
      .def_readonly("interrupted", &LawResult::interrupted, DOC(LawResult, interrupted))
      .def_readonly("message", &LawResult::message, DOC(LawResult, message))
      .def("_repr_html_",
           [](const py::object& result) { return py::module_::import("narrows.law").attr("result_html")(result); })
      .def("__repr__", [](const LawResult& r) { return "<LawResult " + r.law.space().name() + ": " + r.message + ">"; })
      .as_value([] { return LawResult{SamplingLaw::uniform(spaces::resnext())}; });
  py::class_<GeneticLawOptimizer>(m, "GeneticLawOptimizer", DOC(GeneticLawOptimizer))
      .def(py::init(&make_optimizer), py::arg("space"), py::arg("target"), py::arg("seed") = 0,
           "`target` is one target or a list of them. Options: population, generations, samples, share, max_boxes, "
           "threads.")
      .def_property_readonly("space", &GeneticLawOptimizer::space)
      .def_property_readonly("targets", &GeneticLawOptimizer::targets)
      .def("run", &run, py::arg("progress") = py::none(),
           "Searches and returns a LawResult. `progress` is called with a LawProgress after every generation; if it "
           "returns False, or on Ctrl-C, the best law so far is returned.");
  m.def(
      "find_law",
      [](const SearchSpace& space, const py::object& target, std::uint64_t seed, const py::object& progress,
         const py::kwargs& options) { return run(make_optimizer(space, target, seed, options), progress); },
      py::arg("space"), py::arg("target"), py::arg("seed") = 0, py::arg("progress") = py::none(), DOC(find_law));
}
