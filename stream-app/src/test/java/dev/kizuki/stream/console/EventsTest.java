package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class EventsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConsoleServer server = new ConsoleServer();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    server.close();
  }

  /** An open stream of events. */
  private record Stream(BufferedReader lines) {
    /** Reads up to the next event with a name, and returns its data. */
    JsonNode next(String name) throws IOException {
      while (true) {
        String line = lines.readLine();
        assertThat(line).as("the stream has ended").isNotNull();
        if (line.equals("event: " + name)) {
          String data = lines.readLine();
          assertThat(data).startsWith("data: ");
          return JSON.readTree(data.substring("data: ".length()));
        }
      }
    }
  }

  private Stream open(String... headers) throws Exception {
    var request = server.request("/api/events").header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response =
        server.client.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    opened.add(response.body());
    InputStream body = headers.length > 0 ? new GZIPInputStream(response.body()) : response.body();
    return new Stream(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
  }

  @Test
  void beginsWithTheStateAndTellsWhatChanged() throws Exception {
    server.view.incident(Facts.incident("1", "a"));
    server.view.device(Facts.device("a", Facts.NOW, 2));
    Stream stream = open();
    JsonNode now = stream.next("now");
    assertThat(now.at("/incidents/0/id").asString()).isEqualTo("1");
    assertThat(now.at("/devices")).hasSize(1);

    server.view.incident(Facts.cleared(Facts.acknowledged(Facts.incident("1", "a")), Facts.NOW));
    JsonNode tick = stream.next("tick");
    while (tick.at("/incidents").isEmpty()) {
      tick = stream.next("tick");
    }
    assertThat(tick.at("/incidents/0/active").asBoolean()).isFalse();
    assertThat(tick.at("/summary/open").asInt()).isZero();
    assertThat(stream.next("tick").at("/incidents")).isEmpty();
  }

  @Test
  void compressesForABrowser() throws Exception {
    server.view.device(Facts.device("a", Facts.NOW, 2));
    Stream stream = open("Accept-Encoding", "gzip, deflate, br");
    assertThat(stream.next("now").at("/devices/0/device").asString()).isEqualTo("a");
    server.view.device(Facts.device("b", Facts.NOW, 1));
    JsonNode tick = stream.next("tick");
    while (!tick.at("/devices").toString().contains("\"b\"")) {
      tick = stream.next("tick");
    }
  }

  @Test
  void refusesOneViewerTooMany() throws Exception {
    for (int i = 0; i < Viewers.MOST; i++) {
      var unused = open();
    }
    HttpResponse<String> response = server.get("/api/events");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).hasValue("30");
    assertThat(JSON.readTree(response.body()).at("/remedy").asString()).contains("kizuki console");
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    opened.get(0).close();
    // a viewer who went away shows at the next write
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> server.registry.scrape().contains("kizuki_console_viewers 49.0"));
  }

  @Test
  void dropsAViewerWhoReadsTooSlowly() throws Exception {
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      slow.getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      await().until(() -> server.registry.scrape().contains("kizuki_console_viewers 1.0"));
      Stream quick = open();
      for (int i = 0; i < 5000; i++) {
        server.view.device(Facts.device("camera" + i, Facts.NOW, 1));
      }
      await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                for (int i = 0; i < 5000; i++) {
                  server.view.device(Facts.device("camera" + i, Facts.NOW, 1));
                }
                var unused = quick.next("tick");
                return server
                    .registry
                    .scrape()
                    .contains("kizuki_console_viewers_dropped_total 1.0");
              });
      await().until(() -> server.registry.scrape().contains("kizuki_console_viewers 1.0"));
    }
  }

  @Test
  void streamsOutliveTheLimitForOtherAnswers() throws Exception {
    Stream stream = open();
    for (int i = 0; i < 12; i++) {
      assertThat(stream.next("tick").at("/summary/cameras").asInt()).isZero();
    }
  }
}
