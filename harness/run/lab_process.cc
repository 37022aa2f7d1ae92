#include "harness/run/lab_process.hh"

#include "harness/base/error.hh"
#include "harness/run/describe.hh"
#include "harness/run/signals.hh"
#include "reports/result_json.hh"

#include <fmt/format.h>
#include <poll.h>

#include <array>

namespace hopproof {
namespace {

void write_all(const Fd& fd, std::string_view text) {
  while (!text.empty()) {
    const long written = check_long("hand over the result", ::write(fd.get(), text.data(), text.size()));
    text.remove_prefix(size_t(written));
  }
}

CaseResult conduct_or_say_why(const LabJob& job) {
  try {
    return conduct(job.deployment, job.options);
  } catch (const MissingCapability& e) {
    return without_run(job, Verdict::skipped, e.what());
  } catch (const std::exception& e) {
    return without_run(job, Verdict::error, e.what());
  }
}

int body(const LabJob& job, const Fd& result) {
  InterruptSignals::restore_in_child();
  write_all(result, to_json(conduct_or_say_why(job)));
  return 0;
}

}  // namespace

CaseResult without_run(const LabJob& job, Verdict verdict, const std::string& reason) {
  CaseResult result = describe(job.deployment);
  result.director = job.options.director;
  result.verdict = verdict;
  result.reason = reason;
  return result;
}

LabProcess::LabProcess(EventLoop& loop, const LabJob& job, std::function<void(CaseResult)> done)
    : job_(job),
      done_(std::move(done)),
      process_([&job](Fd result) { return body(job, result); }),
      watch_(loop.watch(process_.result().get(), POLLIN, [this](short) { on_result(); })) {}

void LabProcess::on_result() {
  std::array<char, 65536> buffer;
  const ssize_t size = ::read(process_.result().get(), buffer.data(), buffer.size());
  if (size > 0) {
    text_.append(buffer.data(), size_t(size));
    return;
  }
  watch_ = {};
  CaseResult result = read_result();
  result.seconds = std::chrono::duration<double>(EventLoop::Clock::now() - begun_).count();
  const auto done = std::move(done_);  // may destroy this
  done(std::move(result));
}

CaseResult LabProcess::read_result() {
  const ExitStatus status = process_.wait();
  if (text_.empty()) {
    return without_run(job_, Verdict::error, fmt::format("the lab process ended without a result (status {})", status.code));
  }
  return case_from_json(text_);
}

}  // namespace hopproof
