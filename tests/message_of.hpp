#pragma once

#include <string>

/** The message of the exception that `work` throws. */
template <class Exception, class Work>
std::string message_of(Work work) {
  try {
    static_cast<void>(work());
  } catch (const Exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
