package dev.kizuki.stream.topology;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.event.CaptureTime;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.VerdictMetrics;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** Counts verdicts, and the gaps in the devices' sequence numbers. Not thread-safe. */
final class VerdictCounter {
  private final VerdictMetrics metrics;
  private final CaptureFlaws flaws;
  private final SequenceGaps gaps = new SequenceGaps();

  VerdictCounter(VerdictMetrics metrics, CaptureFlaws flaws) {
    this.metrics = metrics;
    this.flaws = flaws;
  }

  /** Counts an image, whatever its verdict. */
  void count(String device, Record<String, byte[]> image, ModelVerdict verdict) {
    Headers headers = image.headers();
    Optional<CaptureTime> captured = ImageHeaders.captureTime(headers, image.timestamp());
    captured.ifPresent(time -> flaws.count(device, time, headers));
    metrics.judged(
        device, verdict, image.timestamp(), captured.flatMap(CaptureTime::usable).orElse(null));
    ImageHeaders.text(headers, ImageHeaders.SEQUENCE)
        .ifPresent(sequence -> count(gaps.next(device, sequence, image.timestamp())));
  }

  /** Counts an image that is rejected after it was judged. */
  void rejected(RejectionReason reason) {
    metrics.rejected(reason);
  }

  /** Counts a rejected image that is too large for the topic of rejected images. */
  void lost() {
    metrics.lost();
  }

  private void count(SequenceGaps.Finding finding) {
    metrics.missing(finding.missing());
    switch (finding.place()) {
      case NEXT -> {}
      case LATE -> metrics.outOfOrder();
      case REPEATED -> metrics.repeated();
    }
  }
}
