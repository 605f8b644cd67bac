package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketRequestTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9090, 127.0.0.1, 9090",
    "[::1]:9090, ::1, 9090",
    "*:0, *, 0",
    "localhost:70000, localhost, 70000"
  })
  void isMadeOfAnAddressOfTcp(String text, String address, long port) {
    assertEquals(new SocketRequest(7, "tcp", address, port, "", 0), SocketRequest.at(7, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/status.sock", "@status", "/a:1", ""})
  void isMadeOfTheNameOfAUnixSocket(String path) {
    assertEquals(new SocketRequest(7, "unix", "", 0, path, 0), SocketRequest.at(7, "unix:" + path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "here", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "a:-1", "::1]"})
  void isNotMadeOfAnotherForm(String text) {
    Exception fault = assertThrows(IllegalArgumentException.class, () -> SocketRequest.at(7, text));
    assertTrue(fault.getMessage().startsWith("\"" + text + "\" is no address; give "), "" + fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9090", "[::1]:1", "unix:/a \"b\"\\c", "unix:@status"})
  void isReadAsItWasWritten(String text) throws ProtocolException {
    SocketRequest request = SocketRequest.at(7, text);
    assertEquals(request, SocketRequest.parse(request.toJson()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "may-listen does not allow \"it\""})
  void aRefusalIsReadAsItWasWritten(String why) throws ProtocolException {
    SocketReply refusal = SocketReply.refused(3, why);
    assertEquals(refusal, SocketReply.parse(refusal.toJson()));
  }

  @Test
  void onlyAGrantIsAGrant() throws ProtocolException {
    assertEquals(SocketReply.granted(3), SocketReply.parse(SocketReply.granted(3).toJson()));
    assertEquals(
        new SocketReply(3, Optional.of("")),
        SocketReply.parse("{\"request\":3,\"granted\":false}"));
    assertThrows(ProtocolException.class, () -> SocketReply.parse("{\"granted\":true}"));
  }
}
