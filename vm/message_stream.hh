#pragma once

#include "harness/base/event_loop.hh"
#include "harness/base/fd.hh"
#include "vm/message.hh"

#include <functional>
#include <memory>
#include <string>

namespace hopproof::vm {

/// A connection that carries messages both ways, served by the loop. May be destroyed in its own
/// handlers.
class MessageStream {
 public:
  struct Handlers {
    std::function<void(Message)> message;
    /// The other side has gone, or said what is not a message: why. Called once, last.
    std::function<void(std::string why)> end;
  };
  /// `fd` is made non-blocking.
  MessageStream(EventLoop& loop, Fd fd, Handlers handlers);

  /// Sends as the other side takes it; what is sent to one that has gone is lost.
  void send(const Message& message);

 private:
  void on_ready(short ready);
  bool read_some();
  void take_messages();
  void flush();
  void end(std::string why);

  Fd fd_;
  Handlers handlers_;
  MessageReader reader_;
  std::string unsent_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  EventLoop::Watch watch_;
};

}  // namespace hopproof::vm
