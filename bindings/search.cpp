#include "narrows/search.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bindings.hpp"
#include "docs/planned_training.hpp"
#include "docs/search.hpp"
#include "narrows/planned_training.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

using Released = py::call_guard<py::gil_scoped_release>;

std::optional<std::string> stage_of_progress(const SearchProgress& now) {
  return now.stage ? std::optional(std::string(name(*now.stage))) : std::nullopt;
}
void set_stage_of_progress(SearchProgress& now, const std::optional<std::string>& text) {
  now.stage = text ? std::optional(stage_named(*text)) : std::nullopt;
}

/** Lets a Python class do the trainings of a search. */
class PyWorkers : public AbstractWorkers, public py::trampoline_self_life_support {
 public:
  using Finished = std::vector<std::pair<SearchJob, JobResult>>;

  void start(const Search& search, const SearchJob& job) override {
    PYBIND11_OVERRIDE_PURE(void, AbstractWorkers, start, &search, job);
  }
  Finished finished() override { PYBIND11_OVERRIDE_PURE(Finished, AbstractWorkers, finished, ); }
  void cancel() override { PYBIND11_OVERRIDE_PURE(void, AbstractWorkers, cancel, ); }
};

void bind_search_progress(py::module_& m) {
  ValueClass<SearchProgress>(m, "SearchProgress", DOC(SearchProgress))
      .field("stage", &stage_of_progress, &set_stage_of_progress, DOC(SearchProgress, stage))
      .def_readonly("name", &SearchProgress::name, DOC(SearchProgress, name))
      .def_readonly("index", &SearchProgress::index, DOC(SearchProgress, index))
      .def_readonly("count", &SearchProgress::count)
      .def_readonly("finished", &SearchProgress::finished, DOC(SearchProgress, finished))
      .def_readonly("law", &SearchProgress::law)
      .def_readonly("training", &SearchProgress::training)
      .def_readonly("latency", &SearchProgress::latency)
      .def_readonly("accuracy", &SearchProgress::accuracy, DOC(SearchProgress, accuracy))
      .def_readonly("seconds_left", &SearchProgress::seconds_left, DOC(SearchProgress, seconds_left))
      .def_readonly("message", &SearchProgress::message, DOC(SearchProgress, message))
      .def_readonly("until", &SearchProgress::until, DOC(SearchProgress, until))
      .as_value();
}

}  // namespace

void bind_search(py::module_& m) {
  bind_search_progress(m);
  py::class_<Search>(m, "Search", DOC(Search))
      .def(py::init<SearchOptions, const Dataset&>(), py::arg("options"), py::arg("dataset"), Released(),
           DOC(Search, Search))
      .def("prepare", &Search::prepare, py::arg("progress") = py::none(), Released(), DOC(Search, prepare))
      .def("next", &Search::next, Released(), DOC(Search, next))
      .def("record", &Search::record, py::arg("job"), py::arg("result"), Released(), DOC(Search, record))
      .def("give_back", &Search::give_back, py::arg("job"), Released(), DOC(Search, give_back))
      .def("propose", &Search::propose, py::arg("names"), Released(), DOC(Search, propose))
      .def_property_readonly("proposed", &Search::proposed, DOC(Search, proposed))
      .def("close", &Search::close, Released(), DOC(Search, close))
      .def("require_trained", &Search::require_trained, Released(), DOC(Search, require_trained))
      .def_property_readonly("finished", &Search::finished)
      .def_property_readonly("options", &Search::options)
      .def_property_readonly("dataset", &Search::dataset)
      .def_property_readonly("plan", &Search::plan)
      .def_property_readonly("schedule", &Search::schedule, DOC(Search, schedule))
      .def_property_readonly("resumed", &Search::resumed, DOC(Search, resumed));
  m.def("run_training", &run_training, py::arg("job"), py::arg("trainer"), py::arg("progress") = py::none(), Released(),
        DOC(run_training));
  m.def(
      "planned_training",
      [](const std::filesystem::path& folder, int rank, const std::vector<SearchSpace>& spaces) {
        return planned_training(folder.string(), rank, spaces);
      },
      py::arg("folder"), py::arg("rank"), py::arg("spaces"), DOC(planned_training));
  m.def("run_job", &run_job, py::arg("job"), py::arg("dataset"), py::arg("trainer"), py::arg("timer"),
        py::arg("progress") = py::none(), Released(), DOC(run_job));
  py::class_<AbstractWorkers, PyWorkers, py::smart_holder>(m, "AbstractWorkers", DOC(AbstractWorkers))
      .def(py::init<>())
      .def("start", &AbstractWorkers::start, py::arg("search"), py::arg("job"), Released(), DOC(AbstractWorkers, start))
      .def("finished", &AbstractWorkers::finished, Released(), DOC(AbstractWorkers, finished))
      .def("cancel", &AbstractWorkers::cancel, Released(), DOC(AbstractWorkers, cancel));
  m.def(
      "run_jobs",
      [](Search& search, const TrainerFactory& make_trainer, AbstractTimer& timer, const SearchCallback& progress,
         AbstractWorkers* workers, const std::string& before) {
        run_jobs(search, make_trainer, timer, progress, workers,
                 before.empty() ? std::nullopt : std::optional(stage_named(before)));
      },
      py::arg("search"), py::arg("make_trainer"), py::arg("timer"), py::arg("progress") = py::none(),
      py::arg("workers") = py::none(), py::arg("before") = "", Released(), DOC(run_jobs));
  m.def("progress_after", &progress_after, py::arg("search"), py::arg("job"), py::arg("result"), Released(),
        DOC(progress_after));
}
