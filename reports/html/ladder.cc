#include "reports/html/ladder.hh"

#include "reports/html/escape.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::html {
namespace {

constexpr int kColumn = 330, kRow = 42, kHead = 40, kMargin = 90;
constexpr size_t kMost = 80;

std::string column_name(const std::string& node, const std::string& interface) {
  return interface.empty() ? node : node + "." + interface;
}

/// Columns in the order in which packets first reach them.
std::vector<std::string> columns_of(const std::vector<const CrossingResult*>& crossings) {
  std::vector<std::string> columns;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(columns, name) == columns.end()) columns.push_back(name);
  };
  for (const CrossingResult* c : crossings) {
    add(column_name(c->from, c->from_interface));
    add(column_name(c->to.empty() ? "nobody" : c->to, c->to_interface));
  }
  return columns;
}

int x_of(const std::vector<std::string>& columns, const std::string& name) {
  return kMargin + int(std::ranges::find(columns, name) - columns.begin()) * kColumn;
}

bool has(const CrossingResult& c, std::string_view field) {
  return std::ranges::find(c.rewritten, field) != c.rewritten.end();
}

std::string part(const std::string& text, bool rewritten) {
  return rewritten ? fmt::format(R"(<tspan class="rewritten">{}*</tspan>)", escape(text))
                   : escape(text);
}

std::string end_text(const CrossingResult& c, const std::string& end, std::string_view address,
                     std::string_view port) {
  const size_t colon = end.rfind(':');
  const bool has_port =
      colon != std::string::npos && (end.front() == '[' || end.find(':') == colon);
  if (!has_port) return part(end, has(c, address));
  return part(end.substr(0, colon), has(c, address)) + ":" +
         part(end.substr(colon + 1), has(c, port));
}

std::string label(const CrossingResult& c) {
  std::string text = fmt::format(R"(<tspan class="kind">{}</tspan> {} &gt; {})", escape(c.kind),
                                 end_text(c, c.source, "source", "sport"),
                                 end_text(c, c.destination, "destination", "dport"));
  if (!c.carrying.empty()) text += " carrying " + escape(c.carrying);
  if (c.bad_checksum) text += R"( <tspan class="bad">bad checksum</tspan>)";
  return text;
}

std::string arrow(const CrossingResult& c, int from, int to, int y) {
  const int tip = c.lost ? (from + to) / 2 : to;
  const int back = tip > from ? tip - 9 : tip + 9;
  const std::string head =
      c.lost
          ? fmt::format(
                R"(<text x="{}" y="{}" class="bad" text-anchor="middle">&#10005; lost</text>)", tip,
                y + 5)
          : fmt::format(R"(<path d="M{0},{1} L{2},{3} L{2},{4} Z"/>)", tip, y, back, y - 4, y + 4);
  return fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}"/>{})", from, y, tip, y, head);
}

std::string css_class(const CrossingResult& c) {
  std::string names = "arrow";
  if (c.offending) names += " offending";
  if (c.repeated) names += " repeated";
  if (c.flow.ends_with("reply")) names += " reply";
  return names;
}

std::string row(const CrossingResult& c, const std::vector<std::string>& columns, int y) {
  const int from = x_of(columns, column_name(c.from, c.from_interface));
  const int to = x_of(columns, column_name(c.to.empty() ? "nobody" : c.to, c.to_interface));
  const std::string flag = c.offending ? R"(<tspan class="bad">&#9873; </tspan>)" : "";
  return fmt::format(
      R"(<g class="{}"><title>frame {}, ttl {}, {} bytes</title>{}<text x="{}" y="{}" text-anchor="middle">{}{}</text></g>)",
      css_class(c), c.frame, c.ttl, c.length, arrow(c, from, to, y), (from + to) / 2, y - 7, flag,
      label(c));
}

std::string heads(const std::vector<std::string>& columns, int height) {
  std::string svg;
  for (const std::string& name : columns) {
    const int x = x_of(columns, name);
    svg += fmt::format(R"(<text x="{0}" y="18" text-anchor="middle" class="column">{1}</text>)"
                       R"(<line x1="{0}" y1="26" x2="{0}" y2="{2}" class="lifeline"/>)",
                       x, escape(name), height - 8);
  }
  return svg;
}

}  // namespace

std::string ladder(const std::vector<const CrossingResult*>& all, const std::string& caption) {
  if (all.empty()) return "";
  const std::vector<const CrossingResult*> crossings(all.begin(),
                                                     all.begin() + std::min(all.size(), kMost));
  const auto columns = columns_of(crossings);
  const int width = 2 * kMargin + int(columns.size() - 1) * kColumn;
  const int height = kHead + int(crossings.size()) * kRow + 20;
  std::string svg = fmt::format(
      R"(<div class="scroll"><svg class="ladder" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">)",
      width, height, escape(caption));
  svg += heads(columns, height);
  int y = kHead + 24;
  for (const CrossingResult* c : crossings) {
    svg += row(*c, columns, y) + "\n";
    y += kRow;
  }
  svg += "</svg></div>\n";
  if (all.size() > kMost)
    svg += fmt::format("<p class=\"note\">{} more packets are in the capture.</p>\n",
                       all.size() - kMost);
  return svg;
}

}  // namespace hopproof::html
