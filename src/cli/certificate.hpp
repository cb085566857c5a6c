#pragma once

/// Certificates that `klprop-check` checks: the text format is described in docs/formats.md.

#include "output.hpp"

#include <klprop/simplex/evidence.hpp>
#include <klprop/spn/hypotheses.hpp>

namespace klprop::cli {

/// Writes the circuit, the evidence, S(n), D(n), S(e), and the marginals of all variables and gates, as exact rationals.
///
/// @param  out  `OutputFile::write` was called when the function returns
/// @throws UndefinedPosterior  when the evidence is impossible, before anything is written;  OutputFailed
/// @exact
/// @cost   both sweeps over rationals, and two multiplications and a greatest common divisor per edge of a sum; the text
///         is written piece by piece, so that the memory is that of the sweeps
void write_certificate(const SumProductNetwork& network, const Evidence& evidence, OutputFile& out);

}  // namespace klprop::cli
