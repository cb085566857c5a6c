#pragma once

/// ONNX models written byte by byte, by nothing but the definition of protocol buffers: what reads them is other code.

#include <klprop/formats/tensor.hpp>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace klprop::testing {

/// A message of a protocol buffer.
class Message {
 public:
  Message& integer(unsigned member, std::int64_t value) {
    varint(member << 3U);
    varint(static_cast<std::uint64_t>(value));
    return *this;
  }
  Message& real(unsigned member, float value) {
    varint((member << 3U) | 5U);
    append(value);
    return *this;
  }
  Message& bytes(unsigned member, std::string_view text) {
    varint((member << 3U) | 2U);
    varint(text.size());
    text_ += text;
    return *this;
  }
  Message& message(unsigned member, const Message& inner) { return bytes(member, inner.text_); }
  [[nodiscard]] const std::string& text() const { return text_; }

  template <typename T>
  static std::string raw(const std::vector<T>& values) {
    Message result;
    for (const T value : values) result.append(value);
    return result.text_;
  }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) text_ += static_cast<char>(0x80U | (value & 0x7fU));
    text_ += static_cast<char>(value);
  }
  template <typename T>
  void append(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    text_.append(bytes, sizeof(T));
  }

  std::string text_;
};

inline constexpr int onnx_float = 1, onnx_int64 = 7, onnx_bool = 9, onnx_double = 11;

/// A `TensorProto` with its entries in bytes.
template <typename T>
Message tensor_message(const std::string& name, int type, const std::vector<std::int64_t>& shape,
                       const std::vector<T>& values) {
  Message tensor;
  for (const std::int64_t dimension : shape) tensor.integer(1, dimension);
  return tensor.integer(2, type).bytes(8, name).bytes(9, Message::raw(values));
}

inline Message doubles(const std::string& name, const std::vector<std::int64_t>& shape,
                       const std::vector<double>& values) {
  return tensor_message(name, onnx_double, shape, values);
}

inline Message int64s(const std::string& name, const std::vector<std::int64_t>& values) {
  return tensor_message(name, onnx_int64, {static_cast<std::int64_t>(values.size())}, values);
}

// ---- attributes
inline Message attribute(const std::string& name, std::int64_t value) {
  return Message().bytes(1, name).integer(3, value).integer(20, 2);
}
inline Message attribute(const std::string& name, float value) {
  return Message().bytes(1, name).real(2, value).integer(20, 1);
}
inline Message attribute(const std::string& name, const char* value) {
  return Message().bytes(1, name).bytes(4, value).integer(20, 3);
}
inline Message attribute(const std::string& name, const Message& tensor) {
  return Message().bytes(1, name).message(5, tensor).integer(20, 4);
}
inline Message attribute(const std::string& name, const std::vector<std::int64_t>& values) {
  Message result = Message().bytes(1, name);
  for (const std::int64_t value : values) result.integer(8, value);
  return result.integer(20, 7);
}

struct Node {
  std::string type;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Message> attributes = {};
  std::string domain = {};
};

struct Input {
  std::string name;
  std::vector<std::int64_t> shape;  ///< −1: left open
  int type = onnx_double;
};

struct Model {
  std::vector<Input> inputs;
  std::vector<Message> initialisers;
  std::vector<Node> nodes;
  std::vector<std::string> outputs;
  std::int64_t opset = 13;

  [[nodiscard]] std::string bytes() const {
    Message graph;
    int number = 0;
    for (const Node& node : nodes) {
      Message message;
      for (const auto& input : node.inputs) message.bytes(1, input);
      for (const auto& output : node.outputs) message.bytes(2, output);
      message.bytes(3, "n" + std::to_string(number++)).bytes(4, node.type);
      for (const auto& one : node.attributes) message.message(5, one);
      if (!node.domain.empty()) message.bytes(7, node.domain);
      graph.message(1, message);
    }
    graph.bytes(2, "g");
    for (const auto& tensor : initialisers) graph.message(5, tensor);
    for (const auto& input : inputs) graph.message(11, value_info(input));
    for (const auto& output : outputs) graph.message(12, Message().bytes(1, output));
    return Message().integer(1, 8).message(7, graph).message(8, Message().integer(2, opset)).text();
  }

 private:
  static Message value_info(const Input& input) {
    Message shape;
    for (const std::int64_t dimension : input.shape)
      shape.message(1, dimension < 0 ? Message().bytes(2, "N") : Message().integer(1, dimension));
    const Message tensor = Message().integer(1, input.type).message(2, shape);
    return Message().bytes(1, input.name).message(2, Message().message(1, tensor));
  }
};

/// A tensor of these numbers, exactly.
inline formats::Tensor tensor(std::string name, std::vector<std::int64_t> shape, std::vector<Rational> values) {
  return {std::move(name), std::move(shape), std::move(values)};
}

}  // namespace klprop::testing
