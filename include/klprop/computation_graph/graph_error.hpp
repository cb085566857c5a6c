#pragma once

/// What is thrown about computation graphs that cannot be built.

#include <stdexcept>

namespace klprop {

/// The graph or network handed to a builder is malformed; the message names the place and what was expected.
class GraphError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace klprop
