#pragma once

#include <span>
#include <string_view>

/** A member of a class and its comment. */
struct MemberDoc {
  std::string_view member;
  const char* doc;
};

/** The comment of a member; empty if it has none. */
inline const char* doc_of(std::span<const MemberDoc> docs, std::string_view member) {
  for (const MemberDoc& each : docs)
    if (each.member == member) return each.doc;
  return "";
}

// DOC(Class, member) is the comment of that declaration in the public header, DOCS(Class) those of all members; see
// cmake/extract_docs.py.
#define NARROWS_DOC_1(a) doc_##a
#define NARROWS_DOC_2(a, b) doc_##a##_##b
#define NARROWS_DOC_3(a, b, c) doc_##a##_##b##_##c
#define NARROWS_DOC_SELECT(_1, _2, _3, macro, ...) macro
#define DOCS(Class) std::span<const MemberDoc>(docs_##Class)
#define DOC(...) NARROWS_DOC_SELECT(__VA_ARGS__, NARROWS_DOC_3, NARROWS_DOC_2, NARROWS_DOC_1)(__VA_ARGS__)
