package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Opens the port of metrics and health for a moment.
 *
 * @param http the address; port 0 stands for any free port
 */
record PortCheck(Http http) implements Check {
  private static final String SUBJECT = "http";

  @Override
  public List<Finding> findings() {
    return List.of(open());
  }

  private Finding open() {
    String where = "port %d on %s".formatted(http.port(), http.host());
    try (ServerSocket socket =
        new ServerSocket(http.port(), 1, InetAddress.getByName(http.host()))) {
      return Finding.ok(
          SUBJECT,
          (http.port() == 0 ? "a port, for example %d,".formatted(socket.getLocalPort()) : where)
              + " is free");
    } catch (IOException e) {
      return Finding.warning(
          SUBJECT,
          "%s cannot be opened: %s".formatted(where, e.getMessage()),
          "if the service does not run yet, set http.port to a free port");
    }
  }
}
