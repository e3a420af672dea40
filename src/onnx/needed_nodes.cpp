#include "needed_nodes.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <string>

#include "narrows/error.hpp"
#include "readable.hpp"

namespace narrows::onnx_format {
namespace {

std::string_view wanted_output(const FileModel& file, std::string_view output) {
  if (output.empty() && file.outputs.size() == 1) return file.outputs[0];
  for (const std::string_view name : file.outputs)
    if (!output.empty() && name == output) return name;
  std::string known;
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < std::min(file.outputs.size(), most); ++i)
    known += (known.empty() ? "'" : ", '") + readable(file.outputs[i]) + "'";
  if (output.empty())
    throw Error("has " + std::to_string(file.outputs.size()) + " outputs (" + known + "): say which by its name");
  throw Error("has no output '" + readable(output) + "'; there are " + known);
}

}  // namespace

NeededNodes::NeededNodes(const FileModel& file, std::string_view output) : output_(wanted_output(file, output)) {
  mark(file);
  sort();
}

void NeededNodes::mark(const FileModel& file) {
  std::unordered_map<std::string_view, const FileNode*> givers;
  for (const FileNode& node : file.nodes)
    for (const std::string_view name : node.outputs) givers.try_emplace(name, &node);
  std::set<const FileNode*> seen;
  std::vector<std::string_view> open{output_};
  needed_.insert(output_);
  readers_[output_].push_back(nullptr);
  while (!open.empty()) {
    const auto giver = givers.find(open.back());
    open.pop_back();
    if (giver == givers.end() || !seen.insert(giver->second).second) continue;
    for (const std::string_view input : giver->second->inputs) {
      if (input.empty()) continue;
      readers_[input].push_back(giver->second);
      if (needed_.insert(input).second) open.push_back(input);
    }
  }
  for (const FileNode& node : file.nodes)
    if (seen.contains(&node)) nodes_.push_back(&node);
}

void NeededNodes::sort() {
  std::unordered_map<const FileNode*, std::size_t> place;
  std::vector<std::size_t> waits(nodes_.size(), 0);
  for (std::size_t i = 0; i < nodes_.size(); ++i) place[nodes_[i]] = i;
  const auto readers_of = [&](const FileNode* node, const auto& visit) {
    for (const std::string_view name : node->outputs)
      if (const auto found = readers_.find(name); !name.empty() && found != readers_.end())
        for (const FileNode* reader : found->second)
          if (reader != nullptr) visit(place[reader]);
  };
  for (const FileNode* node : nodes_) readers_of(node, [&](std::size_t reader) { ++waits[reader]; });
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;  // the file's order where it can be
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (waits[i] == 0) ready.push(i);
  std::vector<const FileNode*> sorted;
  while (!ready.empty()) {
    const FileNode* const node = nodes_[ready.top()];
    ready.pop();
    sorted.push_back(node);
    readers_of(node, [&](std::size_t reader) {
      if (--waits[reader] == 0) ready.push(reader);
    });
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (waits[i] > 0) sorted.push_back(nodes_[i]);
  nodes_ = std::move(sorted);
}

int NeededNodes::reads(std::string_view value) const {
  const auto found = readers_.find(value);
  return found == readers_.end() ? 0 : static_cast<int>(found->second.size());
}

const FileNode* NeededNodes::only_reader(std::string_view value) const {
  const auto found = readers_.find(value);
  return found == readers_.end() || found->second.size() != 1 ? nullptr : found->second[0];
}

}  // namespace narrows::onnx_format
