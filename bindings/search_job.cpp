#include "narrows/search_job.hpp"

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "blank.hpp"
#include "docs/search_job.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

std::string stage_of(const SearchJob& job) { return std::string(name(job.stage)); }
void set_stage(SearchJob& job, const std::string& text) { job.stage = stage_named(text); }

}  // namespace

void bind_search_job(py::module_& m) {
  ValueClass<SearchJob>(m, "SearchJob", DOC(SearchJob))
      .field("stage", &stage_of, &set_stage)
      .def_readonly("rank", &SearchJob::rank, DOC(SearchJob, rank))
      .def_readonly("count", &SearchJob::count, DOC(SearchJob, count))
      .def_readonly("name", &SearchJob::name, DOC(SearchJob, name))
      .def_readonly("network", &SearchJob::network)
      .def_readonly("recipe", &SearchJob::recipe)
      .def_readonly("seed", &SearchJob::seed)
      .def_readonly("checkpoint", &SearchJob::checkpoint, DOC(SearchJob, checkpoint))
      .def_readonly("onnx", &SearchJob::onnx, DOC(SearchJob, onnx))
      .def_readonly("seconds_after", &SearchJob::seconds_after, DOC(SearchJob, seconds_after))
      .def_readonly("until", &SearchJob::until, DOC(SearchJob, until))
      .def_readonly("index", &SearchJob::index, DOC(SearchJob, index))
      .as_value([] { return SearchJob{Stage::train, 0, 0, "", blank_network(), {}, 0, "", "", 0, 0, 0}; });
  ValueClass<TrainingSpeed>(m, "TrainingSpeed", DOC(TrainingSpeed))
      .def(py::init([](double images_per_second) { return TrainingSpeed{images_per_second}; }),
           py::arg("images_per_second"))
      .def_readonly("images_per_second", &TrainingSpeed::images_per_second)
      .as_value();
  ValueClass<TestScore>(m, "TestScore", DOC(TestScore))
      .def(py::init([](double accuracy, std::vector<ClassScore> scores) {
             return TestScore{accuracy, std::move(scores)};
           }),
           py::arg("accuracy"), py::arg("scores") = std::vector<ClassScore>())
      .def_readonly("accuracy", &TestScore::accuracy, DOC(TestScore, accuracy))
      .def_readonly("scores", &TestScore::scores, DOC(TestScore, scores))
      .as_value();
  ValueClass<Failure>(m, "Failure", DOC(Failure))
      .def(py::init([](std::string reason) { return Failure{std::move(reason)}; }), py::arg("reason"))
      .def_readonly("reason", &Failure::reason)
      .as_value();
  ValueClass<Paused>(m, "Paused", DOC(Paused))
      .def(py::init([](int epochs, double accuracy) {
             return Paused{epochs, accuracy};
           }),
           py::arg("epochs"), py::arg("accuracy"))
      .def_readonly("epochs", &Paused::epochs, DOC(Paused, epochs))
      .def_readonly("accuracy", &Paused::accuracy)
      .as_value();
}
