package io.preforkd.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorTest {
  private static Visitor visitor(String peer, String host) throws UnknownHostException {
    Headers headers = new Headers();
    headers.add("Host", host);
    return new Visitor(InetAddress.getAllByName(peer)[0], headers);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "10.0.0.7, false",
    "2001:db8::7, false"
  })
  void isNearOnTheSameMachine(String peer, boolean isNear) throws Exception {
    assertEquals(isNear, visitor(peer, "localhost").isNear());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "x-forwarded-for"})
  void isNotNearBehindAProxy(String header) throws Exception {
    Visitor visitor = visitor("127.0.0.1", "localhost");
    visitor.headers().add(header, "192.0.2.1");
    assertFalse(visitor.isNear());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:9783", "127.0.0.1", "10.0.0.1:80", "[::1]", "[::1]:9783"})
  void addressesAreNobodyElses(String host) throws Exception {
    assertFalse(visitor("127.0.0.1", host).isMisled());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rebound.example", "rebound.example:9783", "127.0.0.1.example", "localhost.a", ""})
  void namesMayBeSomebodyElses(String host) throws Exception {
    assertTrue(visitor("127.0.0.1", host).isMisled());
    assertFalse(visitor("10.0.0.7", host).isMisled(), "as by the name of a service");
  }

  @Test
  void programsThatSendNoHostAreNoBrowsers() throws Exception {
    assertFalse(new Visitor(InetAddress.getAllByName("127.0.0.1")[0], new Headers()).isMisled());
  }
}
