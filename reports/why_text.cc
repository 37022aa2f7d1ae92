#include "reports/why_text.hh"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ioctl.h>

namespace hopproof::reports {
namespace {

constexpr size_t most_sets = 26;
constexpr std::string_view narrow_head = "item, and without it";

/// The lab that ran without this item; a service goes with its servers. Null: it was not run.
const verdict::AblationResult* row_without(const verdict::WhyResult& why, const std::string& item) {
  for (const verdict::AblationResult& row : why.rows) {
    const bool of_item = !row.removed.empty() && std::ranges::count(row.removed, item) == 1;
    const bool goes_along = std::ranges::all_of(row.removed, [&](const std::string& other) {
      return other == item || other.starts_with(item.substr(0, item.find('.') + 1));
    });
    if (of_item && (row.removed.size() == 1 || (row.removed.front() == item && goes_along)))
      return &row;
  }
  return nullptr;
}

std::string ending(const verdict::WhyResult& why, const std::string& item) {
  const verdict::AblationResult* row = row_without(why, item);
  if (row == nullptr) return "not needed: nothing touched it";
  if (row->verdict == verdict::Verdict::passed) return "not needed: the case passes";
  std::string text = row->outcome;
  if (!row->findings.empty()) text += fmt::format(", {}", fmt::join(row->findings, ", "));
  if (row->verdict != verdict::Verdict::failed)
    text = fmt::format("{}: {}", verdict::word(row->verdict), text);
  return text;
}

std::string marks(const verdict::WhyResult& why, const std::string& item) {
  std::string text;
  for (size_t i = 0; i < std::min(why.sufficient.size(), most_sets); ++i) {
    const bool is_in = std::ranges::count(why.sufficient[i], item) > 0;
    text += fmt::format("  {}", is_in ? char('A' + i) : '.');
  }
  return text;
}

struct Columns {
  size_t item = 0, ending = 0;
  bool own_line = false;  ///< how it ends stands below the item
};

Columns columns_for(const verdict::WhyResult& why, size_t width) {
  Columns columns;
  for (const std::string& item : why.items) {
    columns.item = std::max(columns.item, item.size());
    columns.ending = std::max(columns.ending, ending(why, item).size());
  }
  const size_t sets = 3 * std::min(why.sufficient.size(), most_sets);
  columns.ending = std::max(columns.ending, std::string_view("without it").size());
  columns.own_line = 2 + columns.item + 2 + columns.ending + sets > width;
  if (columns.own_line) columns.item = std::max(columns.item, narrow_head.size());
  return columns;
}

std::string item_row(const verdict::WhyResult& why, const std::string& item,
                     const Columns& columns) {
  const std::string end = printable(ending(why, item));
  const std::string shown = printable(item);
  if (columns.own_line)
    return fmt::format("  {:<{}}{}\n      {}\n", shown, columns.item, marks(why, item), end);
  return fmt::format("  {:<{}}  {:<{}}{}\n", shown, columns.item, end, columns.ending,
                     marks(why, item));
}

std::string heading(const Columns& columns) {
  if (columns.own_line) return fmt::format("  {:<{}}  sets\n", narrow_head, columns.item);
  return fmt::format("  {:<{}}  {:<{}}  sets\n", "item", columns.item, "without it",
                     columns.ending);
}

std::string sets_text(const verdict::WhyResult& why) {
  if (why.sufficient.empty()) return "no minimal set was found\n";
  std::string text = why.sufficient.size() == 1
                         ? "one minimal set suffices: "
                         : fmt::format("{} minimal sets suffice: ", why.sufficient.size());
  for (size_t i = 0; i < std::min(why.sufficient.size(), most_sets); ++i) {
    text += fmt::format("{}{}, {} of {} items", i == 0 ? "" : "; ", char('A' + i),
                        why.sufficient[i].size(), why.items.size());
  }
  return text + "\n";
}

}  // namespace

std::string why_text(const verdict::CaseResult& result, const Paint& paint, size_t width) {
  const verdict::WhyResult& why = result.why;
  const Columns columns = columns_for(why, width);
  std::string text = fmt::format("why  {}  {}\n\n", paint.strong(one_line(result.name)),
                                 paint.faint(one_line(result.director + ", " + result.file)));
  text += paint.faint(heading(columns));
  for (const std::string& item : why.items) text += item_row(why, item, columns);
  text += "\n" + sets_text(why);
  text += fmt::format("{} labs run, {} saved\n", why.labs_run, why.labs_saved);
  for (const std::string& note : why.notes) text += paint.faint("note: " + printable(note)) + "\n";
  return text;
}

size_t terminal_width(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const int wanted = columns != nullptr ? std::atoi(columns) : 0;
  return wanted > 0 ? size_t(wanted) : 100;
}

}  // namespace hopproof::reports
