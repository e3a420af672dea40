#pragma once

// DOC(Class, member) is the comment of that declaration in the public header; see cmake/extract_docs.py.
#define NARROWS_DOC_1(a) doc_##a
#define NARROWS_DOC_2(a, b) doc_##a##_##b
#define NARROWS_DOC_3(a, b, c) doc_##a##_##b##_##c
#define NARROWS_DOC_SELECT(_1, _2, _3, macro, ...) macro
#define DOC(...) NARROWS_DOC_SELECT(__VA_ARGS__, NARROWS_DOC_3, NARROWS_DOC_2, NARROWS_DOC_1)(__VA_ARGS__)
