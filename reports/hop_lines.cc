#include "reports/hop_lines.hh"

#include "harness/base/sinks.hh"
#include "reports/endpoint_text.hh"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

constexpr std::string_view indent = "      ";
constexpr size_t way_width = 8;

/// A piece of a line, and how wide it looks: colours take no place.
struct Cell {
  std::string text;
  size_t width = 0;

  void add(const std::string& plain, const std::string& painted) {
    text += painted;
    width += plain.size();
  }
  void add(const std::string& plain) { add(plain, plain); }
};

std::string padded(const Cell& cell, size_t width) {
  return cell.text + std::string(width > cell.width ? width - cell.width : 0, ' ');
}

/// "1.65.15.141*:40001*"
Cell endpoint(const verdict::HopResult& hop, const std::string& end, std::string_view address,
              std::string_view port, const Paint& paint) {
  const EndpointParts parts = endpoint_parts(one_line(end));
  Cell cell;
  const auto part = [&](const std::string& text, std::string_view field) {
    if (is_rewritten(hop.rewritten, field))
      cell.add(text + "*", paint.changed(text + "*"));
    else
      cell.add(text);
  };
  part(parts.address, address);
  if (parts.port.empty()) return cell;
  cell.add(":");
  part(parts.port, port);
  return cell;
}

struct Row {
  std::string way, hop;
  Cell source, destination;
  std::string remarks;
};

Row row_of(std::string way, const verdict::HopResult& hop, const Paint& paint) {
  return {std::move(way), one_line(hop.hop), endpoint(hop, hop.source, "source", "sport", paint),
          endpoint(hop, hop.destination, "destination", "dport", paint),
          fmt::format("ttl {}, {} packet{}", hop.ttl, hop.packets, hop.packets == 1 ? "" : "s")};
}

std::vector<Row> rows_of(const verdict::FlowResult& flow, const Paint& paint) {
  std::vector<Row> rows;
  for (size_t i = 0; i < flow.request.size(); ++i)
    rows.push_back(row_of(i == 0 ? "request" : "", flow.request[i], paint));
  for (size_t i = 0; i < flow.reply.size(); ++i)
    rows.push_back(row_of(i == 0 ? "reply" : "", flow.reply[i], paint));
  return rows;
}

/// How wide each column is.
struct Widths {
  size_t hop = 0, source = 0, destination = 0, remarks = 0;

  explicit Widths(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      hop = std::max(hop, row.hop.size());
      source = std::max(source, row.source.width);
      destination = std::max(destination, row.destination.width);
      remarks = std::max(remarks, row.remarks.size());
    }
  }
  size_t line() const {
    return indent.size() + way_width + hop + 2 + source + 3 + destination + 2 + remarks;
  }
};

std::string wide_line(const Row& row, const Widths& widths, const Paint& paint) {
  return fmt::format("{}{:<{}}{:<{}}  {} > {}  {}\n", indent, row.way, way_width, row.hop,
                     widths.hop, padded(row.source, widths.source),
                     padded(row.destination, widths.destination), paint.faint(row.remarks));
}

std::string narrow_lines(const Row& row, const Widths& widths, const Paint& paint) {
  return fmt::format("  {:<{}}{:<{}}  {}\n    {} > {}\n", row.way, way_width, row.hop, widths.hop,
                     paint.faint(row.remarks), row.source.text, row.destination.text);
}

}  // namespace

std::string hop_lines(const verdict::FlowResult& flow, const Paint& paint, int width) {
  const std::vector<Row> rows = rows_of(flow, paint);
  const Widths widths(rows);
  const bool narrow = width > 0 && widths.line() > size_t(width);
  std::string text;
  for (const Row& row : rows)
    text += narrow ? narrow_lines(row, widths, paint) : wide_line(row, widths, paint);
  return text;
}

}  // namespace hopproof::reports
