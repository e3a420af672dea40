#include "plan_json.hpp"

#include "narrows/detail/fields.hpp"

namespace narrows {

using json = nlohmann::ordered_json;

void to_json(json& out, const LawGeneration& it) {
  out = {{"generation", it.generation},
         {"share_inside", it.share_inside},
         {"log10_cardinality", it.log10_cardinality},
         {"mean_share_inside", it.mean_share_inside},
         {"evaluations", it.evaluations},
         {"seconds", it.seconds}};
}

void from_json(const json& in, LawGeneration& it) {
  in.at("generation").get_to(it.generation);
  in.at("share_inside").get_to(it.share_inside);
  in.at("log10_cardinality").get_to(it.log10_cardinality);
  in.at("mean_share_inside").get_to(it.mean_share_inside);
  in.at("evaluations").get_to(it.evaluations);
  in.at("seconds").get_to(it.seconds);
}

void to_json(json& out, const PlannedLaw& it) {
  out = {{"space", it.space},
         {"law", json::parse(it.law)},
         {"share_inside", it.share_inside},
         {"log10_cardinality", it.log10_cardinality},
         {"message", it.message},
         {"seconds", it.seconds},
         {"history", it.history}};
}

void from_json(const json& in, PlannedLaw& it) {
  in.at("space").get_to(it.space);
  it.law = in.at("law").dump();
  in.at("share_inside").get_to(it.share_inside);
  in.at("log10_cardinality").get_to(it.log10_cardinality);
  in.at("message").get_to(it.message);
  in.at("seconds").get_to(it.seconds);
  in.at("history").get_to(it.history);
}

void to_json(json& out, const Cost& it) { out = detail::fields_to_json<json>(it); }

void from_json(const json& in, Cost& it) { detail::fields_from_json(in, it); }

/** The architecture is kept as its own text, since that text identifies it in the database. */
void to_json(json& out, const Candidate& it) {
  const Shape& shape = it.network.input_shape;
  out = {{"name", it.name},
         {"space", it.network.space},
         {"architecture", it.network.architecture},
         {"input_shape", {shape.channels, shape.height, shape.width}},
         {"classes", it.network.classes},
         {"cost", it.network.cost},
         {"inside", it.inside}};
  if (!it.network.fingerprint.empty()) out["fingerprint"] = it.network.fingerprint;
  if (it.rank >= 0) out["rank"] = it.rank;
}

void from_json(const json& in, Candidate& it) {
  Shape& shape = it.network.input_shape;
  in.at("name").get_to(it.name);
  in.at("space").get_to(it.network.space);
  in.at("architecture").get_to(it.network.architecture);
  in.at("input_shape").at(0).get_to(shape.channels);
  in.at("input_shape").at(1).get_to(shape.height);
  in.at("input_shape").at(2).get_to(shape.width);
  in.at("classes").get_to(it.network.classes);
  in.at("cost").get_to(it.network.cost);
  in.at("inside").get_to(it.inside);
  it.network.fingerprint = in.value("fingerprint", "");
  it.rank = in.value("rank", -1);
}

void to_json(json& out, const SearchPlan& plan) {
  out = {{"laws", plan.laws}, {"choice", plan.choice}, {"notes", plan.notes}, {"candidates", plan.candidates}};
}

void from_json(const json& in, SearchPlan& plan) {
  in.at("laws").get_to(plan.laws);
  plan.choice = in.value("choice", "");
  in.at("notes").get_to(plan.notes);
  in.at("candidates").get_to(plan.candidates);
}

void to_json(json& out, const Rung& it) { out = {{"networks", it.networks}, {"epochs", it.epochs}}; }

void from_json(const json& in, Rung& it) {
  in.at("networks").get_to(it.networks);
  in.at("epochs").get_to(it.epochs);
}

void to_json(json& out, const Paused& it) { out = {{"epochs", it.epochs}, {"accuracy", it.accuracy}}; }

void from_json(const json& in, Paused& it) {
  in.at("epochs").get_to(it.epochs);
  in.at("accuracy").get_to(it.accuracy);
}

/** Without rungs, as in older files, all networks have all epochs. */
void to_json(json& out, const Schedule& it) {
  out = {{"epochs", it.epochs}, {"networks", it.networks}, {"seconds", it.seconds}, {"note", it.note}};
  if (it.rungs.size() > 1) out["rungs"] = it.rungs;
}

void from_json(const json& in, Schedule& it) {
  in.at("epochs").get_to(it.epochs);
  in.at("networks").get_to(it.networks);
  in.at("seconds").get_to(it.seconds);
  in.at("note").get_to(it.note);
  it.rungs = in.value("rungs", std::vector<Rung>{{it.networks, it.epochs}});
}

}  // namespace narrows
