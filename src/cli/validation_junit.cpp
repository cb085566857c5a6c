#include "numbers.hpp"
#include "validation_report.hpp"

namespace klprop::cli {
namespace {

using claims::ClaimResult;

/// Text for an XML attribute; control characters, which XML cannot hold, become '?'.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return result;
}

/// The cases of one suite.
class Suite {
 public:
  explicit Suite(const ClaimResult& result) : claim_(result.claim->id) {
    for (const claims::RungResult& rung : result.rungs) seconds_ += rung.seconds;
  }

  void add(const std::string& name, bool passed, const std::string& message) {
    ++cases_;
    text_ += "    <testcase classname=\"" + escaped(claim_) + "\" name=\"" + escaped(name) + "\"";
    if (passed) {
      text_ += "/>\n";
      return;
    }
    ++failures_;
    text_ += ">\n      <failure message=\"" + escaped(message) + "\"/>\n    </testcase>\n";
  }

  [[nodiscard]] std::string text() const {
    return "  <testsuite name=\"" + escaped(claim_) + "\" tests=\"" + std::to_string(cases_) + "\" failures=\"" +
           std::to_string(failures_) + "\" time=\"" + fixed(seconds_, 3) + "\">\n" + text_ + "  </testsuite>\n";
  }

 private:
  std::string claim_, text_;
  std::size_t cases_ = 0, failures_ = 0;
  double seconds_ = 0;
};

std::string suite_text(const ClaimResult& result) {
  Suite suite(result);
  std::string complaints;
  for (const std::string& complaint : result.complaints) complaints += (complaints.empty() ? "" : "; ") + complaint;
  suite.add("verdict " + std::string(name(result.verdict)), result.as_expected, complaints);
  for (const claims::ControlResult& control : result.controls)
    suite.add((control.needed ? "refuted without " : "holds even without ") + control.dropped,
              control.refuted == control.needed, control.refuted ? "refuted" : "no counterexample");
  for (const claims::RestrictionResult& restriction : result.restrictions)
    suite.add("holds with " + restriction.added, restriction.holds, "refuted");
  for (const claims::MutantResult& mutant : result.mutants)
    suite.add("mutant: " + mutant.name, mutant.killed, "not caught");
  return suite.text();
}

}  // namespace

std::string verdict_junit(const VerdictReport& report) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"klprop\">\n";
  for (const ClaimResult& result : report.claims) text += suite_text(result);
  return text + "</testsuites>\n";
}

}  // namespace klprop::cli
