#include "exit_code.hpp"
#include "interrupt.hpp"
#include "session.hpp"

#include <klprop/formats/error.hpp>
#include <klprop/scalar/detail/printable.hpp>
#include <klprop/simplex/variables.hpp>
#include <klprop/spn/hypotheses.hpp>
#include <klprop/spn/marginals.hpp>

#include <gmp.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

namespace {

using namespace klprop;
using namespace klprop::cli;

int complain(const char* message, int code) {
  std::fprintf(stderr, "klprop: %s\n", message);
  return code;
}

void* checked(void* block) {
  if (block != nullptr) return block;
  std::fputs("klprop: out of memory\n", stderr);
  std::_Exit(uncertified);
}

/// GMP would abort, which looks like a crash.
void make_gmp_end_gracefully() {
  mp_set_memory_functions([](std::size_t size) { return checked(std::malloc(size)); },
                          [](void* block, std::size_t, std::size_t size) { return checked(std::realloc(block, size)); },
                          [](void* block, std::size_t) { std::free(block); });
}

/// CLI11 would only say that a subcommand is required.
void refuse_unknown_command(const CLI::App& app, const std::string& word) {
  std::string known;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) return;
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  throw CLI::ValidationError(klprop::detail::quoted(word) + " is no command", "expected one of " + known);
}

/// An empty text is no file name and no number: most likely a shell variable that was not set.
void refuse_empty_values(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options())
    for (const std::string& value : option->results())
      if (value.empty() && option->get_items_expected_max() > 0)
        throw CLI::ValidationError(option->get_name(), "expected a value, got an empty text");
}

/// The first word that is no option of the program itself, or its value.
const char* first_word(int argc, char** argv) {
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    if (!word.starts_with('-')) return argv[k];
    if (word == "--max-bits" || word == "--max-memory" || word == "--color") ++k;
  }
  return nullptr;
}

int parse(CLI::App& app, int argc, char** argv) {
  try {
    if (const char* word = first_word(argc, argv)) refuse_unknown_command(app, word);
    app.parse(argc, argv);
    for (const CLI::App* command : app.get_subcommands()) refuse_empty_values(*command);
    return as_expected;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
      return app.exit(error) == 0 ? -1 : input_error;
    std::fprintf(stderr, "klprop: %s\nRun klprop --help, or klprop COMMAND --help, for the options.\n", error.what());
    return input_error;
  }
}

int run(const std::function<int()>& command) {
  try {
    const int code = command();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      return complain("standard output cannot be written", uncertified);
    return code;
  } catch (const formats::FormatError& error) {
    return complain(error.what(), input_error);
  } catch (const ModelError& error) {
    return complain(error.what(), input_error);
  } catch (const HypothesisViolated& error) {
    return complain(error.what(), input_error);
  } catch (const UsageError& error) {
    return complain(error.what(), input_error);
  } catch (const UndefinedPosterior& error) {
    return complain(error.what(), undefined);
  } catch (const Undefined& error) {
    return complain(error.what(), undefined);
  } catch (const LimitReached& error) {
    return complain(error.what(), uncertified);
  } catch (const OutputFailed& error) {
    return complain(error.what(), uncertified);
  } catch (const std::bad_alloc&) {
    return complain("out of memory", uncertified);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klprop: internal error: %s\n", error.what());
    return uncertified;
  }
}

}  // namespace

int main(int argc, char** argv) {
  make_gmp_end_gracefully();
  end_on_interrupt();

  CLI::App app(
      "Exact, enclosed or proved answers about sum-product networks, factor graphs and computation graphs, and a suite "
      "that decides the theorems behind them.",
      "klprop");
  Session session;
  add_common_options(app, session.common);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 as expected, 1 mismatch or unexpected verdict, 2 interrupted, 3 not certified within the limits "
      "or\n"
      "internal error, 4 usage or input error, 5 nothing ran, 6 undefined.");
  add_validate(app, session);
  add_claims(app, session);
  add_check(app, session);
  add_marginals(app, session);
  add_beliefs(app, session);
  add_gradient(app, session);
  add_replay(app, session);
  add_generate(app, session);
  add_certify(app, session);
  add_convert(app, session);

  const int usage = parse(app, argc, argv);
  if (usage > as_expected) return usage;
  const bool answered = usage < as_expected;  // by the text of --help or --version
  if (answered) return run([] { return static_cast<int>(as_expected); });
  return run([&session] {
    // Also where the command has no use for them, a limit that is none is a mistake.
    static_cast<void>(session.common.max_bits());
    static_cast<void>(session.common.max_memory());
    return session.run();
  });
}
