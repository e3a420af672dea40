#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <stdexcept>
#include <variant>

#include "bindings.hpp"
#include "docs/paper/comparison.hpp"
#include "docs/paper/import_results.hpp"
#include "docs/paper/laws.hpp"
#include "docs/paper/network.hpp"
#include "docs/paper/numpy_random.hpp"
#include "docs/paper/published_cost.hpp"
#include "docs/paper/released_results.hpp"
#include "docs/paper/table7.hpp"
#include "docs/space_laws.hpp"
#include "narrows/paper/comparison.hpp"
#include "narrows/paper/import_results.hpp"
#include "narrows/paper/laws.hpp"
#include "narrows/paper/network.hpp"
#include "narrows/paper/numpy_random.hpp"
#include "narrows/paper/published_cost.hpp"
#include "narrows/paper/released_results.hpp"
#include "narrows/paper/table7.hpp"
#include "narrows/space_laws.hpp"
#include "narrows/spaces.hpp"
#include "values.hpp"

using namespace narrows;

namespace {

using SpaceOrName = std::variant<std::string, SearchSpace>;

SearchSpace space_of(const SpaceOrName& given) {
  if (const auto* name = std::get_if<std::string>(&given)) return spaces::get(*name);
  return std::get<SearchSpace>(given);
}

std::string name_of(const SpaceOrName& given) {
  if (const auto* name = std::get_if<std::string>(&given)) return *name;
  return std::get<SearchSpace>(given).name();
}

/** A number of a network: Python's integers may be negative or too large. */
std::uint32_t id_of(std::int64_t id) {
  if (id < 0 || id > 0xFFFFFFFFLL)
    throw std::invalid_argument("id must be in 0..4294967295, not " + std::to_string(id));
  return static_cast<std::uint32_t>(id);
}

std::vector<int> shuffled(paper::NumpyRandom& random, std::vector<int> items) {
  random.shuffle(std::span<int>(items));
  return items;
}

void bind_numpy_random(py::module_& m) {
  py::class_<paper::NumpyRandom>(m, "NumpyRandom", DOC(paper, NumpyRandom))
      .def(py::init([](std::int64_t seed) { return paper::NumpyRandom(id_of(seed)); }), py::arg("seed"))
      .def("randint", py::overload_cast<std::int64_t, std::int64_t>(&paper::NumpyRandom::randint), py::arg("low"),
           py::arg("high"), DOC(paper, NumpyRandom, randint))
      .def("randint", py::overload_cast<std::int64_t, std::int64_t, std::size_t>(&paper::NumpyRandom::randint),
           py::arg("low"), py::arg("high"), py::arg("size"), DOC(paper, NumpyRandom, randint))
      .def("shuffled", &shuffled, py::arg("items"), "The items as `shuffle` would order them.");
}

void bind_published_cost(py::module_& m) {
  ValueClass<paper::PublishedCost>(m, "PublishedCost", DOC(paper, PublishedCost))
      .def_readonly("params", &paper::PublishedCost::params, DOC(paper, PublishedCost, params))
      .def_readonly("flops", &paper::PublishedCost::flops, DOC(paper, PublishedCost, flops))
      .def("__repr__",
           [](const paper::PublishedCost& cost) {
             return py::str("PublishedCost(params={}, flops={})").format(cost.params, cost.flops);
           })
      .as_value();
  m.def(
      "published_cost",
      [](const SpaceOrName& space, const Architecture& architecture) {
        return paper::published_cost(space_of(space), architecture);
      },
      py::arg("space"), py::arg("architecture"), DOC(paper, published_cost));
}

void bind_laws(py::module_& m) {
  m.def("spaces", &paper::spaces, DOC(paper, spaces));
  m.def(
      "laws", [](const SpaceOrName& space) { return paper::laws(name_of(space)); }, py::arg("space"), DOC(paper, laws));
  m.def(
      "law", [](const SpaceOrName& space, const std::string& name) { return paper::law(name_of(space), name); },
      py::arg("space"), py::arg("name"), DOC(paper, law));
  m.def(
      "printed_law",
      [](const SpaceOrName& space, const std::string& name) { return paper::printed_law(name_of(space), name); },
      py::arg("space"), py::arg("name"), DOC(paper, printed_law));
  m.def(
      "printed_cardinality",
      [](const SpaceOrName& space, const std::string& name) {
        return paper::printed_cardinality(name_of(space), name);
      },
      py::arg("space"), py::arg("name"), DOC(paper, printed_cardinality));
  m.def(
      "cardinality_note",
      [](const SpaceOrName& space, const std::string& name) {
        return paper::cardinality_reading(name_of(space), name).words;
      },
      py::arg("space"), py::arg("name"),
      "How a printed cardinality comes about, in one sentence; empty where the printed ranges give it.");
  m.def(
      "released_laws", [](const SpaceOrName& space) { return paper::released_laws(name_of(space)); }, py::arg("space"),
      DOC(paper, released_laws));
  m.def(
      "network",
      [](const SpaceOrName& space, const std::string& law, std::int64_t id) {
        return paper::network(name_of(space), law, id_of(id));
      },
      py::arg("space"), py::arg("law"), py::arg("id"), DOC(paper, network));
}

void set_verdict(paper::Comparison& row, const std::string& text) {
  for (const auto verdict : {paper::Verdict::exact, paper::Verdict::agrees, paper::Verdict::differs})
    if (paper::name(verdict) == text) row.verdict = verdict;
}

void bind_comparison(py::module_& m) {
  using paper::Comparison;
  ValueClass<Comparison>(m, "Comparison", DOC(paper, Comparison))
      .def_readonly("space", &Comparison::space)
      .def_readonly("entry", &Comparison::entry, DOC(paper, Comparison, entry))
      .def_readonly("number", &Comparison::number, DOC(paper, Comparison, number))
      .def_readonly("printed", &Comparison::printed, DOC(paper, Comparison, printed))
      .def_readonly("ours", &Comparison::ours, DOC(paper, Comparison, ours))
      .field(
          "verdict", [](const Comparison& row) { return paper::name(row.verdict); }, &set_verdict)
      .def_readonly("p", &Comparison::p, DOC(paper, Comparison, p))
      .def_readonly("note", &Comparison::note)
      .def("__repr__",
           [](const Comparison& row) {
             return py::str("Comparison({} {}, {}: printed {}, ours {}, {})")
                 .format(row.space, row.entry, row.number, row.printed, row.ours, paper::name(row.verdict));
           })
      .as_value();
  m.def("compare_table1", &paper::compare_table1, DOC(paper, compare_table1));
  m.def("compare_cardinalities", &paper::compare_cardinalities, DOC(paper, compare_cardinalities));
}

/** The callback is Python's: it needs the lock that the work gave up. */
std::vector<paper::Comparison> compare_table7(std::uint64_t seed, int batches, int threads,
                                              const py::object& progress) {
  std::function<bool(int, int)> callback;
  if (!progress.is_none())
    callback = [&progress](int done, int total) {
      const py::gil_scoped_acquire lock;
      const py::object answer = progress(done, total);
      return answer.is_none() || answer.cast<bool>();
    };
  const py::gil_scoped_release unlocked;
  return paper::compare_table7({seed, batches, threads}, callback);
}

void bind_released_results(py::module_& m) {
  using paper::ReleasedResult;
  ValueClass<ReleasedResult>(m, "ReleasedResult", DOC(paper, ReleasedResult))
      .def_readonly("space", &ReleasedResult::space)
      .def_readonly("law", &ReleasedResult::law, DOC(paper, ReleasedResult, law))
      .def_readonly("id", &ReleasedResult::id)
      .def_readonly("params", &ReleasedResult::params)
      .def_readonly("flops", &ReleasedResult::flops)
      .def_readonly("accuracy", &ReleasedResult::accuracy, DOC(paper, ReleasedResult, accuracy))
      .def_readonly("device", &ReleasedResult::device, DOC(paper, ReleasedResult, device))
      .def_readonly("latency_ms", &ReleasedResult::latency_ms, DOC(paper, ReleasedResult, latency_ms))
      .def_readonly("latency_std_ms", &ReleasedResult::latency_std_ms)
      .as_value();
  m.def("read_released_results", &paper::read_released_results, py::arg("path"), py::arg("device") = "",
        DOC(paper, read_released_results));
  m.def("compare_networks", py::overload_cast<>(&paper::compare_networks), DOC(paper, compare_networks));
  m.def("compare_networks", py::overload_cast<const std::vector<ReleasedResult>&>(&paper::compare_networks),
        py::arg("results"), DOC(paper, compare_networks));
}

void bind_import(py::module_& m) {
  using paper::Import;
  ValueClass<Import>(m, "Import", DOC(paper, Import))
      .def_readonly("trainings", &Import::trainings, DOC(paper, Import, trainings))
      .def_readonly("architectures", &Import::architectures, DOC(paper, Import, architectures))
      .def_readonly("latencies", &Import::latencies, DOC(paper, Import, latencies))
      .def_readonly("devices", &Import::devices)
      .def_readonly("refused", &Import::refused, DOC(paper, Import, refused))
      .as_value();
  m.def("import_results", &paper::import_results, py::arg("results"), py::arg("store"), DOC(paper, import_results));
}

}  // namespace

void bind_paper(py::module_& core) {
  // narrows/paper adds the figures and is what users see as narrows.paper.
  py::module_ m = core.def_submodule("_paper", "The paper's laws, networks and numbers.");
  bind_numpy_random(m);
  bind_published_cost(m);
  bind_laws(m);
  bind_comparison(m);
  m.def("compare_table7", &compare_table7, py::arg("seed") = 0, py::arg("batches") = 400, py::arg("threads") = 0,
        py::arg("progress") = py::none(), DOC(paper, compare_table7));
  bind_released_results(m);
  bind_import(m);
  auto spaces = core.attr("spaces").cast<py::module_>();
  spaces.def("law", &narrows::spaces::law, py::arg("space"), py::arg("size"), DOC(spaces, law));
}
