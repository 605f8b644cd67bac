package io.preforkd.system.verdicts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.preforkd.system.harness.Client;
import java.io.IOException;

/** A spamd that runs. */
interface Server {
  int port();

  int children();

  /** Ends it; its log is whole then. */
  void stop();

  /** The reply to a request, masked. Whatever is wrong with its length is part of it. */
  default String ask(Request request) throws IOException {
    try (Client client = Client.to(port())) {
      byte[] reply = client.send(request.bytes()).end().readBytes();
      return Masks.reply(new String(reply, ISO_8859_1));
    } catch (IOException e) {
      throw new IOException(request.name() + ": " + e.getMessage(), e);
    }
  }
}
