#pragma once

namespace narrows {

/** Those that this process may use; at least 1. */
[[nodiscard]] int processors();

/** The number of the one that the caller runs on; -1 where the system does not tell. */
[[nodiscard]] int this_processor();

/** Moves the calling thread to another one of those that it may use; does nothing where it runs elsewhere already. */
void leave_processor(int number);

}  // namespace narrows
