#include "harness/probe/http_reader.hh"

#include <gtest/gtest.h>

namespace hopproof::probe {
namespace {

/// Feeds the text in pieces of this many bytes.
HttpReader read(std::string_view text, HttpReader::Role role, size_t piece) {
  HttpReader reader(role);
  while (!text.empty()) {
    std::string_view part = text.substr(0, piece);
    const size_t before = part.size();
    reader.feed(part);
    text.remove_prefix(before - part.size());
    if (reader.complete() || reader.broken()) break;
  }
  return reader;
}

HttpReader response(std::string_view text, size_t piece = 1) {
  return read(text, HttpReader::Role::response, piece);
}
HttpReader request(std::string_view text, size_t piece = 1) {
  return read(text, HttpReader::Role::request, piece);
}

TEST(HttpReader, CountsABody) {
  for (const size_t piece : {1u, 7u, 1000u}) {
    const HttpReader reader =
        response("HTTP/1.1 200 OK\r\ncontent-LENGTH:  5 \r\n\r\nhello", piece);
    EXPECT_TRUE(reader.complete());
    EXPECT_EQ(reader.status(), 200);
    EXPECT_EQ(reader.body(), "hello");
    EXPECT_TRUE(reader.keep_alive());
  }
}

TEST(HttpReader, JoinsChunks) {
  const std::string_view text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
      "5;ext=1\r\nhello\r\nA\r\n, you are \r\n0\r\nTrailer: x\r\n\r\n";
  for (const size_t piece : {1u, 9u, 1000u}) {
    const HttpReader reader = response(text, piece);
    EXPECT_TRUE(reader.complete());
    EXPECT_EQ(reader.body(), "hello, you are ");
  }
}

TEST(HttpReader, ReadsToTheEndWhereNothingElseIsSaid) {
  HttpReader reader = response("HTTP/1.0 404 Not Found\r\n\r\nsorry");
  EXPECT_FALSE(reader.complete());
  reader.end();
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.body(), "sorry");
  EXPECT_FALSE(reader.keep_alive());
}

TEST(HttpReader, SkipsInterimAndKnowsBodilessResponses) {
  const HttpReader reader =
      response("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.status(), 204);
  EXPECT_FALSE(reader.keep_alive());
}

TEST(HttpReader, EndsARequestWithoutABody) {
  HttpReader reader(HttpReader::Role::request);
  std::string_view two = "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
  reader.feed(two);
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.start_line(), "GET /a HTTP/1.1");
  EXPECT_EQ(two, "GET /b HTTP/1.1\r\n\r\n");
  reader.reset();
  EXPECT_TRUE(reader.untouched());
  reader.feed(two);
  EXPECT_EQ(reader.start_line(), "GET /b HTTP/1.1");
}

TEST(HttpReader, KeepsOnlyTheBeginningOfALongBody) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x');
  const HttpReader reader = response(text, 5000);
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.body().size(), answer_kept);
  EXPECT_EQ(reader.body_length(), 100000u);
}

TEST(HttpReader, RefusesWhatIsNoHttp) {
  EXPECT_TRUE(response("I am rs1, you are\n").broken());
  EXPECT_TRUE(response("HTTP/1.1 abc\r\n").broken());
  EXPECT_TRUE(request("hello\r\n").broken());
  EXPECT_TRUE(response("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n").broken());
  EXPECT_TRUE(
      response("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n").broken());
  EXPECT_TRUE(response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").broken());
  EXPECT_TRUE(response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n").broken());
  EXPECT_TRUE(response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab").broken() ||
              !response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab").complete());
}

TEST(HttpReader, RefusesAHeadWithoutEnd) {
  const std::string line = "X: " + std::string(1000, 'y') + "\r\n";
  std::string text = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 70; ++i) text += line;
  EXPECT_TRUE(request(text, 4096).broken());
  EXPECT_TRUE(request(std::string(100000, 'z'), 4096).broken());
}

TEST(HttpReader, IsBrokenByAnEarlyEnd) {
  HttpReader reader = response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
  reader.end();
  EXPECT_TRUE(reader.broken());
}

TEST(HttpAnswerReader, ShowsTheBodyOrWhatCameInstead) {
  HttpAnswerReader reader;
  EXPECT_EQ(reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
            AnswerReader::Progress::complete);
  EXPECT_EQ(reader.text(), "hi");
  reader.reset();
  EXPECT_EQ(reader.feed("220 ftp ready\r\n"), AnswerReader::Progress::broken);
  EXPECT_EQ(reader.text(), "220 ftp ready\r\n");
}

TEST(LineAnswerReader, WaitsForTheLineAndTheDownload) {
  LineAnswerReader reader(4);
  EXPECT_EQ(reader.feed("I am"), AnswerReader::Progress::more);
  EXPECT_EQ(reader.feed(" rs1\n12"), AnswerReader::Progress::more);
  EXPECT_EQ(reader.feed("34"), AnswerReader::Progress::complete);
  EXPECT_EQ(reader.text(), "I am rs1\n1234");
}

TEST(LineAnswerReader, TakesAnEndForANewlineOnlyIfSomethingCame) {
  LineAnswerReader silent(0), brief(0), cut(10);
  EXPECT_EQ(silent.end(), AnswerReader::Progress::broken);
  brief.feed("bye");
  EXPECT_EQ(brief.end(), AnswerReader::Progress::complete);
  cut.feed("I am rs1\n123");
  EXPECT_EQ(cut.end(), AnswerReader::Progress::broken);
}

}  // namespace
}  // namespace hopproof::probe
