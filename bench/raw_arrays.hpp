#pragma once

/// What a pass costs at the least on machine words: both sweeps over plain arrays, with the children, weights and kinds
/// of one circuit. The loops call nothing of the library.

#include <klprop/spn/circuit.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bench {

struct DoubleArithmetic {
  using Word = double;
  static double add(double a, double b) { return a + b; }
  static double multiply(double a, double b) { return a * b; }
};

/// Modulo 2^61 − 1.
struct ResidueArithmetic {
  using Word = std::uint64_t;
  static constexpr Word modulus = (Word{1} << 61) - 1;

  static Word correct(Word x) { return x >= modulus ? x - modulus : x; }
  static Word add(Word a, Word b) { return correct(a + b); }
  static Word multiply(Word a, Word b) {
    const Wide product = static_cast<Wide>(a) * b;
    return correct((static_cast<Word>(product) & modulus) + static_cast<Word>(product >> 61));
  }

 private:
  __extension__ using Wide = unsigned __int128;
};

template <class Arithmetic>
class RawArrays {
 public:
  using Word = typename Arithmetic::Word;

  RawArrays(const klprop::Circuit& circuit, std::vector<Word> parameters, std::vector<Word> lambda)
      : parameters_(std::move(parameters)),
        lambda_(std::move(lambda)),
        upward_(circuit.node_count()),
        downward_(circuit.node_count()),
        prefix_(circuit.largest_product() + 1) {
    for (klprop::NodeId node = 0; node < circuit.node_count(); ++node) {
      const klprop::NodeKind kind = circuit.kind(node);
      kind_.push_back(kind);
      payload_.push_back(kind == klprop::NodeKind::indicator  ? circuit.indicator(node)
                         : kind == klprop::NodeKind::constant ? circuit.constant(node)
                                                              : 0);
      child_.insert(child_.end(), circuit.children(node).begin(), circuit.children(node).end());
      weight_.insert(weight_.end(), circuit.weights(node).begin(), circuit.weights(node).end());
      first_.push_back(child_.size());
    }
  }

  void sweep_up() {
    for (std::size_t node = 0; node < kind_.size(); ++node) {
      const std::size_t begin = first_[node], end = first_[node + 1];
      Word value{};
      switch (kind_[node]) {
        case klprop::NodeKind::indicator:
          value = lambda_[payload_[node]];
          break;
        case klprop::NodeKind::constant:
          value = parameters_[payload_[node]];
          break;
        case klprop::NodeKind::product:
          value = upward_[child_[begin]];
          for (std::size_t e = begin + 1; e < end; ++e) value = Arithmetic::multiply(value, upward_[child_[e]]);
          break;
        case klprop::NodeKind::sum:
          value = term(begin);
          for (std::size_t e = begin + 1; e < end; ++e) value = Arithmetic::add(value, term(e));
          break;
      }
      upward_[node] = value;
    }
  }

  void sweep_down() {
    for (Word& value : downward_) value = 0;
    downward_.back() = 1;
    for (std::size_t node = kind_.size(); node-- > 0;) {
      const std::size_t begin = first_[node], end = first_[node + 1];
      const Word derivative = downward_[node];
      if (kind_[node] == klprop::NodeKind::sum) {
        for (std::size_t e = begin; e < end; ++e)
          accumulate(child_[e], Arithmetic::multiply(parameters_[weight_[e]], derivative));
      } else if (kind_[node] == klprop::NodeKind::product) {
        distribute(begin, end, derivative);
      }
    }
  }

  [[nodiscard]] const Word* upward() const { return upward_.data(); }
  [[nodiscard]] const Word* downward() const { return downward_.data(); }

 private:
  [[nodiscard]] Word term(std::size_t e) const {
    return Arithmetic::multiply(parameters_[weight_[e]], upward_[child_[e]]);
  }
  void accumulate(klprop::NodeId child, Word amount) { downward_[child] = Arithmetic::add(downward_[child], amount); }

  void distribute(std::size_t begin, std::size_t end, Word derivative) {
    Word product = upward_[child_[begin]];
    for (std::size_t e = begin + 1; e < end; ++e) {
      prefix_[e - begin] = product;
      if (e + 1 < end) product = Arithmetic::multiply(product, upward_[child_[e]]);
    }
    Word suffix = derivative;
    for (std::size_t e = end - 1; e > begin; --e) {
      accumulate(child_[e], Arithmetic::multiply(suffix, prefix_[e - begin]));
      suffix = Arithmetic::multiply(suffix, upward_[child_[e]]);
    }
    accumulate(child_[begin], suffix);
  }

  std::vector<Word> parameters_, lambda_, upward_, downward_;
  std::vector<klprop::NodeKind> kind_;
  std::vector<std::uint32_t> payload_;
  std::vector<std::size_t> first_ = {0};
  std::vector<klprop::NodeId> child_;
  std::vector<klprop::ParameterId> weight_;
  std::vector<Word> prefix_;
};

}  // namespace bench
