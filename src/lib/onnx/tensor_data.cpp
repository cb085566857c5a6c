#include "onnx/tensor_data.hpp"

#include "onnx/shape.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace klprop::formats::onnx_detail {
namespace {

using Proto = ::onnx::TensorProto;

Rational rational_of(std::int64_t value) {
  return {value};
}
Rational rational_of(std::uint64_t value) {
  return {value};
}

double half_precision(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  if (exponent == 0x1f) return std::numeric_limits<double>::infinity();
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(static_cast<double>(0x400 + fraction), exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

/// Reads the entries of one type, which stand in little-endian bytes or in a field of their own.
class EntryReader {
 public:
  EntryReader(const Proto& proto, Tensor& tensor, std::uint64_t count)
      : proto_(proto), tensor_(tensor), count_(count) {}

  /// @param  field    for entries that are not in bytes; entries there may be wider
  /// @param  convert  from Raw to the value
  template <typename Raw, typename Field, typename Convert>
  void read(const Field& field, Convert convert) {
    const bool in_bytes = proto_.has_raw_data() && (field.empty() || !proto_.raw_data().empty());
    if (in_bytes && !field.empty()) fail("has its values twice, in bytes and in a field of their type; expected once");
    const std::string& bytes = proto_.raw_data();
    const std::uint64_t found = in_bytes ? bytes.size() / sizeof(Raw) : static_cast<std::uint64_t>(field.size());
    if (found != count_ || (in_bytes && bytes.size() % sizeof(Raw) != 0))
      fail("of shape " + shape_text(tensor_.shape) + " has " +
           (in_bytes ? std::to_string(bytes.size()) + " bytes" : std::to_string(found) + " values") + "; expected " +
           std::to_string(in_bytes ? count_ * sizeof(Raw) : count_));
    tensor_.values.reserve(count_);
    for (std::uint64_t i = 0; i < count_; ++i) {
      Raw raw{};
      if (in_bytes)
        std::memcpy(&raw, bytes.data() + i * sizeof(Raw), sizeof(Raw));
      else
        raw = narrow<Raw>(field.Get(static_cast<int>(i)));
      append(convert(raw), i);
    }
  }

 private:
  template <typename Raw, typename Wide>
  Raw narrow(Wide wide) {
    const Raw raw = static_cast<Raw>(wide);
    if constexpr (std::is_integral_v<Raw>)
      if (static_cast<Wide>(raw) != wide)
        fail("has the value " + std::to_string(wide) + ", which its type cannot hold");
    return raw;
  }
  void append(double value, std::uint64_t i) {
    if (!std::isfinite(value)) fail("has an infinity or NaN as its entry " + std::to_string(i) + "; expected a number");
    tensor_.values.push_back(exact(value));
  }
  void append(Rational value, std::uint64_t /*i*/) { tensor_.values.push_back(std::move(value)); }
  [[noreturn]] void fail(const std::string& message) const {
    throw Malformed("tensor " + marked(tensor_.name) + " " + message);
  }

  const Proto& proto_;
  Tensor& tensor_;
  std::uint64_t count_;
};

template <typename Integer, typename Field>
void read_integers(EntryReader& reader, const Field& field) {
  reader.read<Integer>(field, [](Integer value) {
    if constexpr (std::is_signed_v<Integer>)
      return rational_of(static_cast<std::int64_t>(value));
    else
      return rational_of(static_cast<std::uint64_t>(value));
  });
}

void read_values(const Proto& proto, Tensor& tensor, std::uint64_t count) {
  static_assert(std::endian::native == std::endian::little, "raw data is little-endian");
  EntryReader reader(proto, tensor, count);
  switch (proto.data_type()) {
    case Proto::FLOAT:
      return reader.read<float>(proto.float_data(), [](float value) { return static_cast<double>(value); });
    case Proto::DOUBLE:
      return reader.read<double>(proto.double_data(), [](double value) { return value; });
    case Proto::FLOAT16:
      return reader.read<std::uint16_t>(proto.int32_data(), half_precision);
    case Proto::BFLOAT16:
      return reader.read<std::uint16_t>(proto.int32_data(), [](std::uint16_t bits) {
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U));
      });
    case Proto::INT64:
      return read_integers<std::int64_t>(reader, proto.int64_data());
    case Proto::INT32:
      return read_integers<std::int32_t>(reader, proto.int32_data());
    case Proto::INT16:
      return read_integers<std::int16_t>(reader, proto.int32_data());
    case Proto::INT8:
      return read_integers<std::int8_t>(reader, proto.int32_data());
    case Proto::UINT64:
      return read_integers<std::uint64_t>(reader, proto.uint64_data());
    case Proto::UINT32:
      return read_integers<std::uint32_t>(reader, proto.uint64_data());
    case Proto::UINT16:
      return read_integers<std::uint16_t>(reader, proto.int32_data());
    case Proto::UINT8:
      return read_integers<std::uint8_t>(reader, proto.int32_data());
    case Proto::BOOL:
      return reader.read<std::uint8_t>(proto.int32_data(), [](std::uint8_t value) { return Rational(value != 0); });
    default:
      break;
  }
}

}  // namespace

std::optional<ElementType> element_type(std::int32_t number) {
  switch (number) {
    case Proto::FLOAT:
      return ElementType::float32;
    case Proto::DOUBLE:
      return ElementType::float64;
    case Proto::FLOAT16:
      return ElementType::float16;
    case Proto::BFLOAT16:
      return ElementType::bfloat16;
    case Proto::INT64:
    case Proto::INT32:
    case Proto::INT16:
    case Proto::INT8:
    case Proto::UINT64:
    case Proto::UINT32:
    case Proto::UINT16:
    case Proto::UINT8:
      return ElementType::integer;
    case Proto::BOOL:
      return ElementType::boolean;
    default:
      return std::nullopt;
  }
}

std::string type_name(std::int32_t number) {
  return ::onnx::TensorProto_DataType_IsValid(number)
             ? ::onnx::TensorProto_DataType_Name(static_cast<::onnx::TensorProto_DataType>(number))
             : "number " + std::to_string(number);
}

Rational exact(double value) {
  if (!std::isfinite(value)) throw Malformed("an infinity or NaN; expected a number");
  Rational result;
  mpq_set_d(result.backend().data(), value);
  return result;
}

Tensor read_tensor(const Proto& proto) {
  Tensor tensor;
  tensor.name = proto.name();
  const auto fail = [&](const std::string& message) {
    throw Malformed("tensor " + marked(tensor.name) + " " + message);
  };
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  if (tensor.shape.size() > largest_rank)
    fail("has " + std::to_string(tensor.shape.size()) + " dimensions; expected at most " +
         std::to_string(largest_rank));
  for (const std::int64_t dimension : tensor.shape)
    if (dimension < 0) fail("of shape " + shape_text(tensor.shape) + " has a negative dimension; expected none");
  if (proto.data_location() == Proto::EXTERNAL || proto.external_data_size() != 0)
    fail("has its values in another file; expected them in the model");
  if (proto.has_segment()) fail("is one segment of a tensor; expected a whole one");
  const auto type = element_type(proto.data_type());
  if (!type)
    fail("has entries of type " + type_name(proto.data_type()) +
         "; expected floating-point numbers, integers or truth values");
  tensor.type = *type;
  const auto count = element_count(tensor.shape);
  if (!count || *count > (std::uint64_t{1} << 40))
    fail("of shape " + shape_text(tensor.shape) + " is too large; expected at most 2^40 entries");
  read_values(proto, tensor, *count);
  return tensor;
}

}  // namespace klprop::formats::onnx_detail
