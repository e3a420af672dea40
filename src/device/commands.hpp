#pragma once

#include <CLI/App.hpp>

/** Each adds one command to the program. What goes wrong when it runs is thrown. */
namespace narrows::device {

void add_identify(CLI::App& program);
void add_time(CLI::App& program);
void add_serve(CLI::App& program);
void add_classify(CLI::App& program);

}  // namespace narrows::device
