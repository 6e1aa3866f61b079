package dev.kizuki.stream.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.event.ImageHeaders;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedRecordTest {
  private static final Rejection CORRUPT = new Rejection(RejectionReason.CORRUPT, "IDAT ends");
  private static final Rejection TOO_LARGE =
      new Rejection(RejectionReason.TOO_MANY_BYTES, "too many");

  private final Headers headers = new RecordHeaders();

  @Test
  void holdsTheWholeImageWithReasonAndDetail() {
    byte[] image = "not a PNG".getBytes(UTF_8);
    assertThat(RejectedRecord.write(headers, image, CORRUPT)).isEqualTo(image);
    assertThat(RejectedRecord.reason(headers)).isEqualTo("corrupt");
    assertThat(RejectedRecord.detail(headers)).isEqualTo("IDAT ends");
    assertThat(RejectedRecord.isCut(headers)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(RejectionReason.class)
  void writesTheStableCodeOfEachReason(RejectionReason reason) {
    RejectedRecord.write(headers, new byte[1], new Rejection(reason, "why"));
    assertThat(RejectedRecord.reason(headers)).isEqualTo(reason.code());
  }

  @Test
  void anImageWithoutAValueIsEmpty() {
    assertThat(RejectedRecord.write(headers, null, CORRUPT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64 * 1024 - 1, 64 * 1024})
  void keepsAllBytesOfATooLargeImageUpTo64KiB(int length) {
    assertThat(RejectedRecord.write(headers, new byte[length], TOO_LARGE)).hasSize(length);
    assertThat(ImageHeaders.text(headers, ImageHeaders.ORIGINAL_BYTES)).contains("" + length);
  }

  @Test
  void keepsTheFirst64KiBOfATooLargeImageAndItsLength() {
    byte[] image = new byte[2_000_000];
    image[0] = 1;
    image[64 * 1024 - 1] = 2;
    assertThat(RejectedRecord.write(headers, image, TOO_LARGE))
        .hasSize(64 * 1024)
        .startsWith(1)
        .endsWith(2);
    assertThat(ImageHeaders.text(headers, ImageHeaders.ORIGINAL_BYTES)).contains("2000000");
    assertThat(RejectedRecord.isCut(headers)).isTrue();
  }

  @Test
  void cutsAnImageInStepsUntilNothingIsLeft() {
    byte[] image = new byte[2_000_000];
    RejectedRecord.write(headers, image, CORRUPT);
    byte[] first = RejectedRecord.cutFurther(headers, image).orElseThrow();
    assertThat(first).hasSize(64 * 1024);
    byte[] second = RejectedRecord.cutFurther(headers, first).orElseThrow();
    assertThat(second).hasSize(1024);
    assertThat(RejectedRecord.cutFurther(headers, second).orElseThrow()).isEmpty();
    assertThat(RejectedRecord.cutFurther(headers, new byte[0])).isEmpty();
    assertThat(ImageHeaders.text(headers, ImageHeaders.ORIGINAL_BYTES)).contains("2000000");
    assertThat(RejectedRecord.isCut(headers)).isTrue();
  }

  @Test
  void aSecondRejectionReplacesTheFirst() {
    RejectedRecord.write(headers, new byte[1], CORRUPT);
    RejectedRecord.write(headers, new byte[1], new Rejection(RejectionReason.EMPTY, "no bytes"));
    assertThat(RejectedRecord.reason(headers)).isEqualTo("empty");
    assertThat(headers.headers(ImageHeaders.REJECTION_REASON)).hasSize(1);
  }

  @Test
  void writesThePlaceOfTheRejectedRecord() {
    RejectedRecord.writeOrigin(headers, "images", 3, 1234);
    assertThat(ImageHeaders.text(headers, ImageHeaders.REJECTED_FROM)).contains("images-3@1234");
  }

  @Test
  void theOriginalHeadersAreTheDevicesOwn() {
    ImageHeaders.set(headers, ImageHeaders.SEQUENCE, "7");
    RejectedRecord.write(headers, new byte[1], CORRUPT);
    RejectedRecord.writeOrigin(headers, "images", 0, 1);
    assertThat(RejectedRecord.originalHeaders(headers))
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly("sequence=7");
  }

  @Test
  void theOriginalHeadersAreACopy() {
    ImageHeaders.set(headers, ImageHeaders.SEQUENCE, "7");
    RejectedRecord.originalHeaders(headers).remove(ImageHeaders.SEQUENCE);
    assertThat(ImageHeaders.text(headers, ImageHeaders.SEQUENCE)).contains("7");
  }

  @Test
  void aRecordWithoutHeadersHasNoReason() {
    assertThat(RejectedRecord.reason(headers)).isEmpty();
    assertThat(RejectedRecord.detail(headers)).isEmpty();
    assertThat(RejectedRecord.sentAgain(headers)).isEmpty();
  }

  @Test
  void aMarkNamesItsImage() {
    RejectedRecord.writeSentAgain(headers, "2@99");
    assertThat(RejectedRecord.sentAgain(headers)).contains("2@99");
  }
}
