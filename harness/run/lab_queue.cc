#include "harness/run/lab_queue.hh"

#include "harness/base/error.hh"

#include <algorithm>

#include <poll.h>

namespace hopproof::run {
LabQueue::LabQueue(LabHost& host, std::vector<LabJob> jobs, LabRoom room, QueueWatcher watcher,
                   const InterruptSignals& signals)
    : host_(host), room_(std::move(room)), watcher_(std::move(watcher)), signals_(signals) {
  for (LabJob& job : jobs) add(std::move(job), nullptr);
}

LabQueue::Entry& LabQueue::add(LabJob job, Entry* parent) {
  Entry& entry = entries_.emplace_back();
  entry.job = std::move(job);
  entry.parent = parent;
  (parent ? waiting_variants_ : waiting_cases_).push_back(&entry);
  ++incomplete_;
  return entry;
}

std::vector<verdict::CaseResult> LabQueue::run() {
  const auto interrupt =
      loop_.watch(signals_.fd().get(), POLLIN, [this](short) { interrupted_ = signals_.came(); });
  while (incomplete_ > 0 && !interrupted_ && !(watcher_.enough && watcher_.enough())) {
    if (Entry* next = next_to_start()) {
      start(*next);
      continue;
    }
    loop_.run_once(waiting_cases_.empty() ? std::chrono::seconds(1) : room_.patience());
    retire_ended();
    if (watcher_.waiting) watcher_.waiting();
  }
  retire_ended();
  std::vector<verdict::CaseResult> done;
  for (Entry& entry : entries_) {
    entry.running.reset();  // ends what still runs
    if (entry.complete && !entry.parent) done.push_back(std::move(*entry.result));
  }
  return done;
}

/// The first that waits, as long as there is room among its kind.
LabQueue::Entry* LabQueue::next_to_start() {
  const auto take = [](std::deque<Entry*>& waiting) {
    Entry* first = waiting.front();
    waiting.pop_front();
    return first;
  };
  if (!waiting_variants_.empty() && variants_ < parallel_variants) return take(waiting_variants_);
  if (!waiting_cases_.empty() && cases_ < room_.labs(cases_)) return take(waiting_cases_);
  return nullptr;
}

void LabQueue::start(Entry& entry) {
  (entry.parent ? variants_ : cases_) += 1;
  const LabJob& job = entry.job;
  if (watcher_.started && !entry.parent) watcher_.started(job);
  try {
    entry.running = host_.start(loop_, job, [this, &entry](verdict::CaseResult result) {
      finish(entry, std::move(result));
    });
  } catch (const MissingCapability& e) {
    finish(entry, without_run(job, verdict::Verdict::skipped, e.what()));
  }
}

void LabQueue::finish(Entry& entry, verdict::CaseResult result) {
  entry.result = std::move(result);
  entry.result->id = entry.job.options.id;
  ended_.push_back(&entry);
  if (!entry.parent) ask_for_more(entry);
  conclude(entry);
}

void LabQueue::ask_for_more(Entry& entry) {
  auto wanted = watcher_.follow_up ? watcher_.follow_up(entry.job, *entry.result) : std::nullopt;
  if (!wanted) return;
  for (LabJob& job : wanted->jobs) entry.children.push_back(&add(std::move(job), &entry));
  entry.follow_up = std::move(*wanted);
}

/// Completes what waits for nothing more: this job, and with the last of its kind its parent.
void LabQueue::conclude(Entry& entry) {
  if (!std::ranges::all_of(entry.children, [](const Entry* child) { return child->complete; }))
    return;
  if (entry.follow_up.conclude) {
    std::vector<verdict::CaseResult> results;
    for (Entry* child : entry.children) results.push_back(std::move(*child->result));
    entry.follow_up.conclude(*entry.result, results);
  }
  entry.complete = true;
  --incomplete_;
  (entry.parent ? variants_ : cases_) -= 1;
  if (entry.parent)
    conclude(*entry.parent);
  else if (watcher_.finished)
    watcher_.finished(*entry.result);
}

void LabQueue::retire_ended() {
  for (Entry* entry : std::exchange(ended_, {})) {
    if (!entry->running) continue;
    if (entry->running->is_kept())
      kept_.push_back(std::move(entry->running));
    else
      host_.see_off(std::move(entry->running));
  }
}

}  // namespace hopproof::run
