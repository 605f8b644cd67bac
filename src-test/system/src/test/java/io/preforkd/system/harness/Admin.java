package io.preforkd.system.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks the admin listener. */
public record Admin(int port) {
  private static final int TIMEOUT_MS = 10_000;

  /** An answer of HTTP. */
  public record Answer(int status, String body) {}

  public static Admin at(int port) {
    return new Admin(port);
  }

  public Answer get(String path) throws IOException {
    return ask("GET", path);
  }

  public Answer ask(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    connection.setRequestMethod(method);
    connection.setRequestProperty("Connection", "close");
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
