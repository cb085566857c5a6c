#include <klprop/formats/json_writer.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

namespace klprop::formats {
namespace {

using Layout = JsonWriter::Layout;

std::string written(const std::function<void(JsonWriter&)>& say, unsigned indent = 0) {
  JsonWriter w(indent);
  say(w);
  return w.take();
}

void everything(JsonWriter& w) {
  w.begin_object();
  w.key("seed");
  w.string("17");
  w.key("counts");
  w.begin_array(Layout::line);
  w.integer(-3);
  w.unsigned_integer(18446744073709551615U);
  w.begin_array();
  w.end_array();
  w.end_array();
  w.key("claims");
  w.begin_array();
  w.begin_object(Layout::line);
  w.key("holds");
  w.boolean(true);
  w.key("bound");
  w.null();
  w.end_object();
  w.boolean(false);
  w.end_array();
  w.key("none");
  w.begin_object();
  w.end_object();
  w.key("seconds");
  w.seconds(0.1);
  w.end_object();
}

BOOST_AUTO_TEST_SUITE(json_writer)

BOOST_AUTO_TEST_CASE(members_and_items_keep_their_order) {
  BOOST_TEST(written(everything) ==
             "{\"seed\":\"17\",\"counts\":[-3,18446744073709551615,[]],\"claims\":[{\"holds\":true,"
             "\"bound\":null},false],"
             "\"none\":{},\"seconds\":0.100}\n");
  BOOST_TEST(written(everything, 2) ==
             "{\n  \"seed\": \"17\",\n  \"counts\": [-3, 18446744073709551615, []],\n  \"claims\": [\n"
             "    {\"holds\": true, \"bound\": null},\n    false\n  ],\n  \"none\": {},\n  \"seconds\": "
             "0.100\n}\n");
}

BOOST_AUTO_TEST_CASE(strings_are_escaped_and_always_utf8) {
  const auto string = [](const std::string& text) { return written([&](JsonWriter& w) { w.string(text); }); };
  BOOST_TEST(string("a\"b\\c/\n\r\t\b\x1f\x7f") == "\"a\\\"b\\\\c/\\n\\r\\t\\u0008\\u001f\\u007f\"\n");
  BOOST_TEST(string(std::string("\0", 1)) == "\"\\u0000\"\n");
  BOOST_TEST(string("λ∂\xf0\x9f\x99\x82") == "\"λ∂\xf0\x9f\x99\x82\"\n");
  const std::string replacement = "\xef\xbf\xbd";
  BOOST_TEST(string("\xff"
                    "a") == "\"" + replacement + "a\"\n");
  BOOST_TEST(string("\xc0\x80") == "\"" + replacement + replacement + "\"\n");                    // overlong
  BOOST_TEST(string("\xe0\x80\x80") == "\"" + replacement + replacement + replacement + "\"\n");  // overlong
  BOOST_TEST(string("\xed\xa0\x80") == "\"" + replacement + replacement + replacement + "\"\n");  // a surrogate
  BOOST_TEST(string("\xf4\x90\x80\x80") == "\"" + replacement + replacement + replacement + replacement + "\"\n");
  BOOST_TEST(string("\xce") == "\"" + replacement + "\"\n");  // cut off
}

BOOST_AUTO_TEST_CASE(times_have_fixed_digits_and_are_never_nan) {
  const auto time = [](double value, int digits) { return written([&](JsonWriter& w) { w.seconds(value, digits); }); };
  BOOST_TEST(time(1.0 / 3, 3) == "0.333\n");
  BOOST_TEST(time(1e-9, 6) == "0.000000\n");
  BOOST_TEST(time(12, 0) == "12\n");
  BOOST_TEST(time(std::numeric_limits<double>::quiet_NaN(), 3) == "null\n");
  BOOST_TEST(time(std::numeric_limits<double>::infinity(), 3) == "null\n");
  BOOST_TEST(time(std::numeric_limits<double>::max(), 3).size() == 309U + 4 + 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_become_json_is_an_error_of_the_caller) {
  using Say = std::function<void(JsonWriter&)>;
  for (const Say& say :
       std::vector<Say>{[](JsonWriter&) {}, [](JsonWriter& w) { w.begin_object(); },
                        [](JsonWriter& w) { w.begin_object(), w.integer(1); },
                        [](JsonWriter& w) { w.begin_object(), w.key("a"), w.key("b"); },
                        [](JsonWriter& w) { w.begin_object(), w.key("a"), w.end_object(); },
                        [](JsonWriter& w) { w.begin_array(), w.key("a"); },
                        [](JsonWriter& w) { w.begin_array(), w.end_object(); }, [](JsonWriter& w) { w.end_array(); },
                        [](JsonWriter& w) { w.key("a"); }, [](JsonWriter& w) { w.null(), w.null(); }})
    BOOST_CHECK_THROW(written(say), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_writer_can_be_used_again) {
  JsonWriter w;
  w.integer(1);
  BOOST_TEST(w.take() == "1\n");
  w.integer(2);
  BOOST_TEST(w.take() == "2\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
