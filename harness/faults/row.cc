#include "harness/faults/row.hh"

#include <algorithm>
#include <random>

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

constexpr size_t single_rows_before_a_pair = 5;
constexpr int variants = 100;

/// Not std::shuffle, whose order differs between libraries.
template <typename Items>
void shuffle(Items& items, std::mt19937_64& dice) {
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[dice() % i]);
}

std::vector<Row> single_rows(int variant) {
  std::vector<Row> singles;
  for (const Deployment& deployment : healthy_deployments(variant)) {
    for (Fault& fault : faults_of(deployment)) singles.push_back({deployment, {std::move(fault)}});
  }
  return singles;
}

/// Two faults that leave each other in place: at different spots, the second drawn from the same
/// deployment.
bool join(Row& row, const std::vector<Fault>& others, std::mt19937_64& dice) {
  const Fault& other = others[dice() % others.size()];
  const Fault first = row.faults.front();
  if (other.spot == first.spot || other.kind == first.kind) return false;
  row.faults.push_back(other);
  if (other.spot < first.spot) std::swap(row.faults[0], row.faults[1]);
  return true;
}

}  // namespace

std::string Row::title() const {
  std::string text = healthy.name + ": " + faults.front().label;
  return is_pair() ? fmt::format("{}, then {}", text, faults.back().label) : text;
}

std::string Row::file_name() const {
  std::string name;
  for (const char c : title()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (plain) name += c;
    if (!plain && !name.empty() && name.back() != '-') name += '-';
  }
  return name;
}

Deployment Row::faulty() const {
  Deployment made = healthy;
  for (const Fault& fault : faults) fault.put_in(made);
  return made;
}

std::string Row::case_text() const { return faulty().case_text(title()); }

bool Row::is_static() const { return std::ranges::all_of(faults, &Fault::is_static); }

std::vector<Row> rows(uint64_t seed, size_t count) {
  std::mt19937_64 dice(seed);
  std::vector<Row> chosen;
  for (int turn = 0; chosen.size() < count; ++turn) {
    auto singles = single_rows(int((seed + uint64_t(turn)) % variants));
    shuffle(singles, dice);
    for (size_t i = 0; i < singles.size() && chosen.size() < count; ++i) {
      Row pair = singles[i];
      chosen.push_back(std::move(singles[i]));
      const bool is_time = i % single_rows_before_a_pair == single_rows_before_a_pair - 1;
      if (is_time && chosen.size() < count && join(pair, faults_of(pair.healthy), dice))
        chosen.push_back(std::move(pair));
    }
  }
  return chosen;
}

}  // namespace hopproof::faults
