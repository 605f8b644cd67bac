package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "10:0:0:4:5:6:7:0, 10::4:5:6:7:0",
  })
  void writesAddressesAsInetNtop(String address, String text) throws Exception {
    assertEquals(text, Peer.text(InetAddress.getByName(address)));
  }
}
