package dev.kizuki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Sends thousands of damaged payloads and some good images through the whole service. */
class FuzzIT {
  private static final int PAYLOADS = 5_000;
  private static final int GOOD_EACH = 50;
  private static final Set<String> REASONS =
      Arrays.stream(RejectionReason.values())
          .map(RejectionReason::code)
          .collect(Collectors.toSet());

  private final Random random = new Random(3);

  private byte[] damaged(byte[] png) {
    byte[] payload =
        switch (random.nextInt(4)) {
          case 0 -> Arrays.copyOf(png, random.nextInt(png.length));
          case 1 -> new byte[random.nextInt(3000)];
          default -> png.clone();
        };
    for (int i = 0; i < 1 + random.nextInt(20) && payload.length > 0; i++) {
      payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
    }
    return payload;
  }

  @Test
  void eachIsScoredOrRejectedAndTheServiceGoesOn() throws Exception {
    try (EmbeddedStack stack =
            new EmbeddedStack(new ConfigurationBuilder().model(ShippedModels.DEMO_PARTS));
        ImagePublisher devices =
            new ImagePublisher(
                new PahoPort(),
                MqttAccess.anonymous(stack.mqtt().uri()),
                "fuzz",
                new DeviceTopic("devices/{device}/images"))) {
      devices.connect(Duration.ofSeconds(20));
      PartCamera camera = new PartCamera(8);
      byte[] png = camera.next(null);
      Set<String> sent = new HashSet<>();
      Set<String> good = new HashSet<>();
      List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
      for (int i = 0; i < PAYLOADS; i++) {
        boolean isGood = i % GOOD_EACH == 0;
        String device = isGood ? "good" : "bad-" + i % 7;
        acknowledged.add(
            devices.publishAsync(
                device,
                isGood ? camera.next(null) : damaged(png),
                sequence -> (isGood ? good : sent).add(device + "/" + sequence)));
        if (acknowledged.size() == GOOD_EACH) {
          CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new)).join();
          acknowledged.clear();
        }
      }
      sent.addAll(good);
      Set<String> reasons = new HashSet<>();
      Set<String> scored = new HashSet<>();
      Set<String> rejected = new HashSet<>();
      try (KafkaConsumer<String, byte[]> consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers", stack.kafka().bootstrapServers(),
                  "group.id", "fuzz",
                  "auto.offset.reset", "earliest"),
              new StringDeserializer(),
              new ByteArrayDeserializer())) {
        consumer.subscribe(List.of("scores", "rejected-images"));
        await()
            .atMost(Duration.ofSeconds(90))
            .until(
                () -> {
                  for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(200))) {
                    if (r.topic().equals("scores")) {
                      scored.add(EventJson.read(r.value()).id());
                    } else {
                      reasons.add(
                          ImageHeaders.text(r.headers(), ImageHeaders.REJECTION_REASON)
                              .orElse("none"));
                      rejected.add(
                          r.key()
                              + "/"
                              + ImageHeaders.text(r.headers(), ImageHeaders.SEQUENCE).orElse(""));
                    }
                  }
                  return scored.size() + rejected.size() >= sent.size();
                });
      }
      assertThat(scored).doesNotContainAnyElementsOf(rejected).containsAll(good);
      scored.addAll(rejected);
      assertThat(scored).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(REASONS).containsAll(reasons);
      assertThat(reasons).contains("corrupt", "unknown-format", "empty");
      assertThat(stack.service().ready().ok()).isTrue();
    }
  }
}
