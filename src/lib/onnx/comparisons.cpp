// Truth values, which must not depend on anything that a gradient is wanted for, and the choice by them.

#include "onnx/broadcasting.hpp"

namespace klprop::formats::onnx_detail {
namespace {

void expect_known(Operation& op) {
  for (std::size_t i = 0; i < op.input_count(); ++i)
    if (!op.input(i).known) Operation::fail("compares numbers that are not known; expected constants");
}

template <typename Compare>
void compare(Operation& op, Compare holds) {
  expect_known(op);
  const Broadcast all = broadcast_inputs(op, 0, 2);
  std::vector<Rational> result;
  result.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    result.push_back(holds(op.input(0).numbers[all.places[0][i]], op.input(1).numbers[all.places[1][i]]) ? 1 : 0);
  op.known_result(ElementType::boolean, all.shape, std::move(result));
}

void lower_equal(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a == b; });
}
void lower_less(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a < b; });
}
void lower_less_or_equal(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a <= b; });
}
void lower_greater(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a > b; });
}
void lower_greater_or_equal(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a >= b; });
}
void lower_and(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a != 0 && b != 0; });
}
void lower_or(Operation& op) {
  compare(op, [](const Rational& a, const Rational& b) { return a != 0 || b != 0; });
}

void lower_not(Operation& op) {
  expect_known(op);
  op.lowering().charge(op.input(0).shape);
  std::vector<Rational> result;
  for (const Rational& value : op.input(0).numbers) result.push_back(value == 0 ? 1 : 0);
  op.known_result(ElementType::boolean, op.input(0).shape, std::move(result));
}

void lower_where(Operation& op) {
  const Value &condition = op.input(0), &yes = op.input(1), &no = op.input(2);
  if (condition.type != ElementType::boolean) Operation::fail("has a condition of numbers; expected truth values");
  if (yes.real() != no.real()) Operation::fail("chooses between different types; expected one type");
  const Broadcast all = broadcast_inputs(op, 0, 3);
  const bool known = yes.known && no.known;
  Value result{yes.type, all.shape, known, {}, {}};
  const auto choose = [&](const auto& from_yes, const auto& from_no, auto& to) {
    for (std::size_t i = 0; i < all.size(); ++i)
      to.push_back(condition.numbers[all.places[0][i]] != 0 ? from_yes[all.places[1][i]] : from_no[all.places[2][i]]);
  };
  if (known)
    choose(yes.numbers, no.numbers, result.numbers);
  else
    choose(op.nodes(1), op.nodes(2), result.nodes);
  op.result(std::move(result));
}

constexpr Operator table[] = {
    {"Equal", 2, 2, lower_equal},
    {"Less", 2, 2, lower_less},
    {"LessOrEqual", 2, 2, lower_less_or_equal},
    {"Greater", 2, 2, lower_greater},
    {"GreaterOrEqual", 2, 2, lower_greater_or_equal},
    {"And", 2, 2, lower_and},
    {"Or", 2, 2, lower_or},
    {"Not", 1, 1, lower_not},
    {"Where", 3, 3, lower_where},
};

}  // namespace

std::span<const Operator> comparison_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
