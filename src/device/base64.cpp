#include "base64.hpp"

#include <algorithm>
#include <boost/archive/iterators/binary_from_base64.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <stdexcept>

namespace narrows::device {
namespace {

namespace iterators = boost::archive::iterators;
using Decoder = iterators::transform_width<iterators::binary_from_base64<std::string::const_iterator>, 8, 6>;

}  // namespace

std::string from_base64(std::string_view text) {
  const std::size_t end = text.find_last_not_of('=') + 1;
  const std::size_t padding = text.size() - end;
  if (text.size() % 4 != 0 || padding > 2)
    throw std::invalid_argument("base64 must be groups of 4 characters, the last one padded with at most 2 \"=\"");
  std::string whole(text);
  std::fill(whole.begin() + static_cast<std::ptrdiff_t>(end), whole.end(), 'A');
  std::string bytes(whole.size() / 4 * 3, '\0');
  try {
    std::copy_n(Decoder(whole.cbegin()), bytes.size(), bytes.begin());
  } catch (const iterators::dataflow_exception&) {
    throw std::invalid_argument("base64 must be of A to Z, a to z, 0 to 9, \"+\" and \"/\" alone");
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace narrows::device
