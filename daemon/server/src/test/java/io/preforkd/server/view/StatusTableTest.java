package io.preforkd.server.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StatusTableTest {
  private static final String ANSWER =
      """
      {"ok":true,
       "daemon":{"version":"1.2.3","pid":4000000,"state":"ready","uptime":93784},
       "pools":[
         {"name":"web","ready":true,"idle":1,"busy":1,"starting":0,"leaving":0,"living":2,
          "min":1,"max":16,"held":2,"waiting":3,"saturated":true,
          "slots":[
            {"slot":0,"gen":17,"pid":4000001,"state":"busy","age":7.25,"since":0.1,"open":1,"connections":12},
            {"slot":32767,"gen":12345678,"pid":4000002,"state":"draining","age":300.4,
             "since":8100,"open":65535,"connections":12345678901}]},
         {"name":"idle","ready":false,"max":4,"slots":[]}]}
      """;

  @Test
  void showsPoolsAndChildrenIn80Columns() {
    String table = StatusTable.of(JsonMapper.shared().readTree(ANSWER));
    assertEquals(
        """
        preforkd 1.2.3 pid=4000000 ready, up 1d02h

        pool=web ready, saturated, held at 2
          idle=1 busy=1 starting=0 leaving=0 total=2/16 waiting=3
          slot      gen     pid state       age  in state   open connections
             0       17 4000001 busy       7.3s      0.1s      1          12
         32767 12345678 4000002 draining  5m00s     2h15m  65535 12345678901

        pool=idle not ready
          idle=0 busy=0 starting=0 leaving=0 total=0/4 waiting=0
        """,
        table);
    assertTrue(table.lines().allMatch(line -> line.length() <= 80));
  }
}
