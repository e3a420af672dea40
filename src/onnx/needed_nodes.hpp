#pragma once

#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "file_graph.hpp"

namespace narrows::onnx_format {

/** The nodes that a file's output depends on, in an order in which they can run, whatever theirs is. */
class NeededNodes {
 public:
  /** `output` empty: the file's only one; throws Error, naming those there are, where that does not say which. */
  NeededNodes(const FileModel& file, std::string_view output);

  [[nodiscard]] std::string_view output() const { return output_; }
  /** Nodes of a cycle come last. */
  [[nodiscard]] std::span<const FileNode* const> nodes() const { return nodes_; }
  [[nodiscard]] bool needs(std::string_view value) const { return needed_.contains(value); }
  /** How often a value is read, the output once more. */
  [[nodiscard]] int reads(std::string_view value) const;
  /** The node that reads a value, if it is the only one and reads nothing twice. */
  [[nodiscard]] const FileNode* only_reader(std::string_view value) const;

 private:
  void mark(const FileModel& file);
  void sort();

  std::string_view output_;
  std::vector<const FileNode*> nodes_;
  std::set<std::string_view> needed_;
  std::unordered_map<std::string_view, std::vector<const FileNode*>> readers_;
};

}  // namespace narrows::onnx_format
