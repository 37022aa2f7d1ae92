#include "harness/run/lab_queue.hh"

#include "harness/base/error.hh"

#include <algorithm>

#include <poll.h>

namespace hopproof {
LabQueue::LabQueue(LabHost& host, std::vector<LabJob> jobs, int at_once, QueueWatcher watcher,
                   const InterruptSignals& signals)
    : host_(host),
      jobs_(std::move(jobs)),
      at_once_(size_t(at_once)),
      watcher_(std::move(watcher)),
      signals_(signals),
      results_(jobs_.size()),
      running_(jobs_.size()) {}

std::vector<CaseResult> LabQueue::run() {
  const auto interrupt = loop_.watch(signals_.fd().get(), POLLIN, [this](short) {
    signals_.take();
    interrupted_ = true;
  });
  while (!is_done() && !interrupted_) {
    const auto alive =
        size_t(std::ranges::count_if(running_, [](const auto& p) { return p != nullptr; }));
    if (next_ < jobs_.size() && alive < at_once_) {
      start_next();
      continue;
    }
    loop_.run_once(std::chrono::seconds(1));
    for (const size_t index : std::exchange(ended_, {})) retire(index);
  }
  running_.clear();  // ends what still runs
  std::vector<CaseResult> done;
  for (auto& result : results_) {
    if (result) done.push_back(std::move(*result));
  }
  return done;
}

void LabQueue::retire(size_t index) {
  if (running_[index] && running_[index]->is_kept()) kept_.push_back(std::move(running_[index]));
  running_[index].reset();
}

void LabQueue::start_next() {
  const size_t index = next_++;
  const LabJob& job = jobs_[index];
  if (watcher_.started) watcher_.started(job);
  try {
    running_[index] = host_.start(
        loop_, job, [this, index](CaseResult result) { finish(index, std::move(result)); });
  } catch (const MissingCapability& e) {
    finish(index, without_run(job, Verdict::skipped, e.what()));
  }
}

void LabQueue::finish(size_t index, CaseResult result) {
  if (watcher_.finished) watcher_.finished(result);
  results_[index] = std::move(result);
  ended_.push_back(index);
}

bool LabQueue::is_done() const {
  return std::ranges::all_of(results_, [](const auto& result) { return result.has_value(); });
}

}  // namespace hopproof
