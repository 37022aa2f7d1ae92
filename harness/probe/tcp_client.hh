#pragma once

#include "harness/probe/answer_reader.hh"
#include "harness/probe/client.hh"

#include <memory>
#include <string>

namespace hopproof::probe {

/// A TCP connection that asks and is answered, in HTTP or in lines.
class TcpClient final : public Client {
 public:
  TcpClient(EventLoop& loop, ClientSpec spec, bool http);
  void start() override;
  void again() override;
  void look() override;
  void give_up() override;
  bool owes_resends(int patience) const override;
  Outcome silence() const override;
  void abandon() override;

 private:
  void take_soft_error();
  void on_ready(short ready);
  void on_connected();
  void send_request();
  void receive();
  void take(std::string_view bytes);
  void fail(int error_number);
  void acknowledge_now();

  std::string request_;
  size_t sent_ = 0;
  std::unique_ptr<AnswerReader> reader_;
  bool connected_ = false;
  bool gone_ = false;     ///< there is nothing left to ask on
  uint32_t resends_ = 0;  ///< made before this request
};

}  // namespace hopproof::probe
