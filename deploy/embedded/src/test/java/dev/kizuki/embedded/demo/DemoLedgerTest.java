package dev.kizuki.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.event.ImageEvent;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DemoLedgerTest {
  private final DemoLedger ledger = new DemoLedger();

  private void publish(int image, Truth truth) {
    ledger.onPublish("camera", Integer.toString(image), truth);
  }

  private void score(int image, String type) {
    ledger.recordScore(event(image, type));
  }

  private String alert(int image) {
    return ledger.recordAlert(event(image, ImageEvent.ANOMALOUS));
  }

  private static ImageEvent event(int image, String type) {
    Instant now = Instant.EPOCH;
    return ImageEvent.of(
        "camera/" + image,
        URI.create("urn:test"),
        type,
        new ImageEvent.Data(
            "camera",
            new ImageEvent.ModelReference("model", "1", "00"),
            2,
            1,
            2,
            0.001,
            now,
            now,
            now,
            new ImageEvent.ImageReference("device-images", 0, image, 1, "00")));
  }

  @Test
  void precisionAndRecallCompareTheAlertsWithTheTruth() {
    publish(1, Truth.defective("scratch"));
    publish(2, Truth.defective("dent"));
    publish(3, Truth.good());
    alert(1);
    alert(3);
    DemoSummary summary = ledger.summary();
    assertThat(summary.alerts()).isEqualTo(2);
    assertThat(summary.defective()).isEqualTo(2);
    assertThat(summary.precision()).isEqualTo(0.5);
    assertThat(summary.recall()).isEqualTo(0.5);
  }

  @Test
  void imagesOfASickCameraAreNeitherRightNorWrong() {
    publish(1, Truth.defective("scratch"));
    publish(2, Truth.notCounted("camera dark"));
    publish(3, Truth.notCounted("camera dark"));
    alert(1);
    alert(2);
    DemoSummary summary = ledger.summary();
    assertThat(summary.published()).isEqualTo(3);
    assertThat(summary.notCounted()).isEqualTo(2);
    assertThat(summary.alerts()).isEqualTo(1);
    assertThat(summary.precision()).isEqualTo(1);
    assertThat(summary.recall()).isEqualTo(1);
  }

  @Test
  void isCompleteWithoutTheAlertsThatTheServiceHoldsBack() {
    publish(1, Truth.notCounted("camera dark"));
    publish(2, Truth.defective("scratch"));
    score(1, ImageEvent.ANOMALOUS);
    score(2, ImageEvent.ANOMALOUS);
    assertThat(ledger.isComplete()).as("an alert of a defect is missing").isFalse();
    alert(2);
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void namesTheTruthOfAnAlert() {
    publish(1, Truth.defective("scratch"));
    publish(2, Truth.good());
    publish(3, Truth.notCounted("camera dark"));
    assertThat(alert(1)).isEqualTo("scratch");
    assertThat(alert(2)).isEqualTo("a good part, a false alarm");
    assertThat(alert(3)).isEqualTo("camera dark");
  }
}
