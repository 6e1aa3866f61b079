package dev.kizuki.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.stream.StreamApp;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Lists, shows and replays rejected images on the command line. */
class RejectedCommandIT {
  @TempDir private Path folder;

  private static String run(int status, String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine line =
        StreamApp.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
    assertThat(line.execute(arguments)).as(output.toString()).isEqualTo(status);
    return output.toString();
  }

  @Test
  void listsShowsAndReplaysRejectedImages() throws Exception {
    try (EmbeddedStack stack =
            new EmbeddedStack(new ConfigurationBuilder().model(ShippedModels.DEMO_PARTS));
        ImagePublisher device =
            new ImagePublisher(
                new PahoPort(),
                MqttAccess.anonymous(stack.mqtt().uri()),
                "device",
                new DeviceTopic("devices/{device}/images"))) {
      device.connect(Duration.ofSeconds(20));
      device.publish("camera-1", "no image".getBytes(UTF_8));
      device.publish("camera-2", new byte[2_000_000]);
      Path config =
          Files.writeString(
              folder.resolve("kizuki.yaml"),
              "kafka: {bootstrapServers: '%s'}%nmodels: [{file: unused.onnx}]%n"
                  .formatted(stack.kafka().bootstrapServers()));
      String[] with = {"--config", config.toString()};

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> run(0, with("rejected", "list", with)).contains("camera-2"));
      String list = run(0, with("rejected", "list", with));
      assertThat(list).contains("{too-many-bytes=1, unknown-format=1}");
      Matcher id = Pattern.compile("(\\d+@\\d+) +\\S+ +camera-1").matcher(list);
      assertThat(id.find()).isTrue();

      Path bytes = folder.resolve("bytes");
      String shown = run(0, with("rejected", "show", with, id.group(1), "--out", bytes.toString()));
      assertThat(shown).contains("camera-1", "rejection-reason", "unknown-format", "sequence");
      assertThat(bytes).hasContent("no image");

      assertThat(run(0, with("rejected", "replay", with, id.group(1)))).contains("sent 1 images");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> run(0, with("rejected", "list", with)).contains("unknown-format=2"));
      assertThat(run(0, with("rejected", "list", with))).containsOnlyOnce("(sent again)");
      assertThat(run(0, with("rejected", "replay", with, id.group(1))))
          .contains("sent 0 images", "1 had been sent again before");
      assertThat(run(0, with("rejected", "replay", with, "--device", "camera-1", "--dry-run")))
          .contains("would send 1 images", "1 had been sent again before");
      assertThat(run(0, with("rejected", "replay", with, "--device", "camera-2")))
          .contains("sent 0 images")
          .contains("only their beginning was kept");
      assertThat(run(2, with("rejected", "replay", with))).contains("PARTITION@OFFSET");
      assertThat(run(2, with("rejected", "show", with, "0@99999"))).contains("no rejected image");
    }
  }

  private static String[] with(String command, String sub, String[] config, String... more) {
    List<String> all = new ArrayList<>(List.of(command, sub));
    all.addAll(List.of(config));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }
}
