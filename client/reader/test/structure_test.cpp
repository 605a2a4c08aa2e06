// Where the parts of a message are, whatever the message does.
#include "memory_message.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <gmock/gmock.h>

#include <string>

namespace popquiz::client {
namespace {

using namespace std::string_literals;

std::string nested(unsigned levels) {
  std::string text = "Subject: deep\n";
  for (unsigned i = 0; i < levels; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    text += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  return text + "\nthe innermost\n";
}

/// A message, its parts as "type[name](attachment): the body as it stands", in lines.
struct row {
  const char* name;
  std::string message;
  std::string parts;
  structure_fault fault = structure_fault::none;
};

std::string told(const std::string& message, const mail_structure& s) {
  std::string text;
  for (const mail_part& part : s.parts) {
    text += part.type + (part.name.empty() ? "" : '[' + part.name + ']') +
            (part.is_attachment ? "(attachment)" : "") + ": " + message.substr(part.offset, part.octets) +
            '|';
  }
  return text;
}

const std::string mixed = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_1\"\n\n";

const row rows[] = {
    {"plain text", "Subject: a\n\nhello\n", "text/plain: hello\n|"},
    {"CRLF line ends", "Subject: a\r\n\r\nhello\r\n", "text/plain: hello\r\n|"},
    {"an empty file", "", "text/plain: |"},
    {"only a line end", "\n", "text/plain: |"},
    {"no header part", "hello\nSubject: no\n", "text/plain: hello\nSubject: no\n|"},
    {"a header part without an end", "Subject: a", "text/plain: |"},
    {"a header part that text ends", "Subject: a\nno field\n", "text/plain: no field\n|"},
    {"a From_ line before the header part", "From a@b Thu\nSubject: a\n\nx", "text/plain: x|"},
    {"NULs", "Subject: a\0b\n\n\0\n"s, "text/plain: \0\n|"s},
    {"a multipart",
     mixed + "preamble\n--=_1\n\none\n--=_1\nContent-Type: image/png; name=a.png\n\ntwo\n--=_1--\nend\n",
     "text/plain: one|image/png[a.png](attachment): two|"},
    {"a multipart with CRLF", mixed + "--=_1\r\n\r\none\r\n\r\n--=_1--\r\n", "text/plain: one\r\n|"},
    {"white space behind a boundary", mixed + "--=_1 \t\n\none\n--=_1-- \n", "text/plain: one|"},
    {"a line that only begins like a boundary", mixed + "--=_1\n\n--=_12\n--=_1x\n--=_1-\n--=_1--\n",
     "text/plain: --=_12\n--=_1x\n--=_1-|"},
    {"a multipart cut off", mixed + "--=_1\n\none\ntw", "text/plain: one\ntw|"},
    {"a part cut off in its header part", mixed + "--=_1\nContent-Type: text/html", "text/html: |"},
    {"a part without a body", mixed + "--=_1\nContent-Type: text/html\n--=_1\n\n--=_1--\n",
     "text/html: |text/plain: |"},
    {"a part without an empty line", mixed + "--=_1\nhello world\n--=_1--\n", "text/plain: hello world|"},
    {"a multipart without parts", mixed + "nothing\n", ""},
    {"a multipart without a boundary", "Content-Type: multipart/mixed\n\n--x\n", "text/plain: --x\n|"},
    {"a boundary that is empty", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n", "text/plain: --\n|"},
    {"a boundary that is too long",
     "Content-Type: multipart/mixed; boundary=" + std::string(300, 'b') + "\n\nx", "text/plain: x|"},
    {"the outer boundary ends the inner multipart",
     mixed +
         "--=_1\nContent-Type: multipart/alternative; boundary=in\n\n--in\n\none\n--=_1\n\ntwo\n--=_1--\n",
     "text/plain: one|text/plain: two|"},
    {"the same boundary within", mixed + "--=_1\n" + mixed + "--=_1\n\none\n--=_1--\n", "text/plain: one|"},
    {"a message within is one part",
     mixed + "--=_1\nContent-Type: message/rfc822\n\nSubject: in\n\nx\n--=_1--\n",
     "message/rfc822(attachment): Subject: in\n\nx|"},
    {"a digest", "Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: in\n--d--\n",
     "message/rfc822(attachment): Subject: in|"},
    {"text with a file name is an attachment",
     mixed + "--=_1\nContent-Disposition: inline; filename=a.txt\n\none\n--=_1--\n",
     "text/plain[a.txt](attachment): one|"},
    {"a name in RFC 2231's pieces",
     mixed + "--=_1\nContent-Disposition: attachment;\n filename*0*=utf-8''na%C3%AF;\n "
             "filename*1=\"ve.txt\"\n\n1\n--=_1--\n",
     "text/plain[na\xC3\xAFve.txt](attachment): 1|"},
    {"a name in encoded words",
     mixed + "--=_1\nContent-Type: text/plain; name=\"=?iso-8859-1?Q?na=EFve?=\"\n\n1\n--=_1--\n",
     "text/plain[na\xC3\xAFve](attachment): 1|"},
    {"a Content-Type that is none", "Content-Type: ;;;=?\n\nx", "application/octet-stream(attachment): x|"},
    {"as deep as it may be", nested(reader_limits::depth), "text/plain: the innermost\n|"},
    {"too deep", nested(reader_limits::depth + 1), "", structure_fault::too_deep},
    {"10,000 multiparts within one another", nested(10'000), "", structure_fault::too_deep},
};

TEST(structure, finds_the_parts) {
  for (const row& each : rows) {
    SCOPED_TRACE(each.name);
    memory_message message(each.message);
    const mail_structure s = structure_of(message);
    EXPECT_EQ(told(each.message, s), each.parts);
    EXPECT_EQ(s.fault, each.fault);
    EXPECT_EQ(describe(s.fault).empty(), s.fault == structure_fault::none);
  }
}

TEST(structure, does_not_depend_on_how_the_message_comes) {
  for (const row& each : rows) {
    SCOPED_TRACE(each.name);
    for (const std::size_t most : {1U, 2U, 3U, 7U, 4096U}) {
      memory_message message(each.message, most);
      EXPECT_EQ(told(each.message, structure_of(message)), each.parts) << most;
    }
  }
}

TEST(structure, boundaries_are_found_wherever_the_block_ends) {
  for (std::size_t size = 65400; size < 65640; ++size) {
    const std::string text(size, 'x');
    memory_message message(mixed + "--=_1\n\n" + text + "\r\n--=_1\r\n\r\ntwo\r\n--=_1--\r\n");
    const mail_structure s = structure_of(message);
    ASSERT_EQ(s.parts.size(), 2U) << size;
    ASSERT_EQ(s.parts[0].octets, size);
    ASSERT_EQ(s.parts[1].octets, 3U);
  }
}

TEST(structure, alternatives_are_told_apart) {
  memory_message message(
      mixed +
      "--=_1\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nt\n--a\n"
      "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\nh\n--r--\n"
      "--a--\n--=_1\n\nplain\n--=_1\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nu\n");
  const mail_structure s = structure_of(message);
  ASSERT_EQ(s.parts.size(), 4U);
  EXPECT_EQ(s.parts[0].alternative, 1U);
  EXPECT_EQ(s.parts[1].alternative, 1U);
  EXPECT_EQ(s.parts[2].alternative, 0U);
  EXPECT_EQ(s.parts[3].alternative, 2U);
}

TEST(structure, a_header_line_of_100_mib_is_cut) {
  constexpr std::uint64_t size = 100U << 20U;
  long_message message("Subject: first\nX: ", "x", size);
  const mail_structure s = structure_of(message);
  EXPECT_EQ(s.fault, structure_fault::header_too_long);
  ASSERT_EQ(s.header.size(), 2U);
  EXPECT_EQ(s.header[0].value, "first");
  EXPECT_LE(s.header[1].value.size(), reader_limits::header_octets);
  EXPECT_EQ(s.header_octets, size);
}

TEST(structure, many_header_lines_are_cut) {
  long_message message("Subject: first\n", "a:\n", 20U << 20U);
  const mail_structure s = structure_of(message);
  EXPECT_EQ(s.fault, structure_fault::header_too_long);
  EXPECT_EQ(s.header.size(), reader_limits::fields);
}

TEST(structure, a_part_with_a_long_header_is_still_found) {
  memory_message message(mixed + "--=_1\nX: " + std::string(1U << 20U, 'x') +
                         "\nContent-Type: text/html\n\nbody\n--=_1--\n");
  const mail_structure s = structure_of(message);
  EXPECT_EQ(s.fault, structure_fault::header_too_long);
  ASSERT_EQ(s.parts.size(), 1U);
  EXPECT_EQ(s.parts[0].octets, 4U);
}

TEST(structure, there_is_an_end_to_parts) {
  long_message message(mixed, "--=_1\n\n", 1U << 20U);
  const mail_structure s = structure_of(message);
  EXPECT_EQ(s.fault, structure_fault::too_many_parts);
  EXPECT_EQ(s.parts.size(), reader_limits::parts);
}

TEST(structure, the_header_alone_is_read_without_the_parts) {
  memory_message message(nested(60));
  mail_structure s;
  ASSERT_TRUE(read_header(message, s));
  EXPECT_EQ(s.fault, structure_fault::none);
  EXPECT_EQ(s.header.at(0).value, "deep");
}

}  // namespace
}  // namespace popquiz::client
