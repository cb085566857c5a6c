// Whether bytes are an ONNX model, told by the numbers and kinds of the members at the outermost level.

#include <klprop/formats/onnx.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace klprop::formats {
namespace {

enum class Wire : std::uint8_t { varint = 0, delimited = 2, none = 7 };

constexpr std::uint64_t graph_member = 7;

/// How the members of a `ModelProto` are written.
Wire member_kind(std::uint64_t number) {
  switch (number) {
    case 1:  // version of the format
    case 5:  // version of the model
      return Wire::varint;
    case 2:  // producer, its version, domain, documentation
    case 3:
    case 4:
    case 6:
    case graph_member:
    case 8:   // operator sets
    case 14:  // metadata
    case 20:  // training
    case 25:  // functions
    case 26:  // configuration
      return Wire::delimited;
    default:
      return Wire::none;
  }
}

std::optional<std::uint64_t> varint(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && at < bytes.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

}  // namespace

bool looks_like_onnx(std::string_view bytes) {
  constexpr char version_tag = 0x08;  // writers begin with the version of the format
  const bool begins_well = !bytes.empty() && bytes.front() == version_tag;
  bool has_graph = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto tag = varint(bytes, at);
    if (!tag) return begins_well && at == bytes.size();
    const Wire kind = member_kind(*tag >> 3);
    if (kind == Wire::none || static_cast<std::uint64_t>(kind) != (*tag & 7U)) return false;
    const auto value = varint(bytes, at);
    if (!value) return begins_well && at == bytes.size();
    has_graph = has_graph || (*tag >> 3) == graph_member;
    if (kind == Wire::varint) continue;
    if (*value > bytes.size() - at) return begins_well;  // cut off
    at += static_cast<std::size_t>(*value);
  }
  return has_graph;
}

}  // namespace klprop::formats
