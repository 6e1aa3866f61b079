package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.topology.SequenceGaps.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceGapsTest {
  private final SequenceGaps gaps = new SequenceGaps();
  private long atMs = 1_000_000;
  private long missing;

  /** An image comes one millisecond after the one before. */
  private Place next(String device, String sequence) {
    atMs++;
    SequenceGaps.Finding finding = gaps.next(device, sequence, atMs);
    missing += finding.missing();
    return finding.place();
  }

  private void pass(int seconds) {
    atMs += seconds * 1000L;
  }

  private void assertNext(String device, String... sequences) {
    for (String sequence : sequences) {
      assertThat(next(device, sequence)).as(sequence).isEqualTo(Place.NEXT);
    }
  }

  @Test
  void aNumberIsMissingWhenItHasNotComeWithinTheWindow() {
    assertNext("a", "5", "6", "10");
    assertNext("b", "1");
    pass(10);
    assertThat(missing).isZero();
    assertNext("a", "11");
    assertThat(missing).isEqualTo(3);
    pass(60);
    assertNext("a", "12");
    assertThat(missing).isEqualTo(3);
  }

  @Test
  void aLateNumberIsNeitherMissingNorARepetition() {
    assertNext("a", "1", "4");
    assertThat(next("a", "3")).isEqualTo(Place.LATE);
    assertThat(next("a", "2")).isEqualTo(Place.LATE);
    pass(60);
    assertNext("a", "5");
    assertThat(missing).isZero();
  }

  @Test
  void aNumberThatComesTwiceIsARepetition() {
    assertNext("a", "x-7");
    assertThat(next("a", "x-7")).isEqualTo(Place.REPEATED);
    assertNext("a", "x-9");
    assertThat(next("a", "x-8")).isEqualTo(Place.LATE);
    assertThat(next("a", "x-8")).isEqualTo(Place.REPEATED);
    assertThat(next("a", "x-9")).isEqualTo(Place.REPEATED);
    assertNext("a", "x-10");
  }

  @Test
  void aNumberBehindTheWindowIsMissing() {
    assertNext("a", "1", "3");
    pass(11);
    assertThat(next("a", "2")).isEqualTo(Place.REPEATED);
    assertThat(missing).isOne();
  }

  @Test
  void aNumberBeforeTheFirstOneMayBeLate() {
    assertNext("a", "2");
    assertThat(next("a", "1")).isEqualTo(Place.LATE);
    assertNext("a", "3", "4");
    pass(60);
    assertNext("a", "5");
    assertThat(missing).isZero();
  }

  @Test
  void ofALargeGapOnlyTheLastNumbersAreAwaited() {
    assertNext("a", "1", "1000002");
    assertThat(missing).isEqualTo(1_000_000 - SequenceGaps.MOST_AWAITED);
    assertNext("a", "1000004");
    assertThat(missing).isEqualTo(1_000_001 - SequenceGaps.MOST_AWAITED);
    pass(11);
    assertNext("a", "1000005");
    assertThat(missing).isEqualTo(1_000_001);
  }

  @Test
  void aDeviceMayRestart() {
    assertNext("a", "run1-900", "run1-902", "run2-1", "run2-2");
    assertThat(missing).isOne();
    assertNext("b", "900");
    pass(11);
    assertNext("b", "0", "1", "3");
    pass(11);
    assertNext("b", "4");
    assertThat(missing).isEqualTo(2);
  }

  @Test
  void aTextWithoutANumberIsIgnored() {
    assertNext("a", "", "seven", "99999999999999999999999");
    assertThat(missing).isZero();
  }

  @Test
  void anyOrderWithinTheWindowHasNoGapAndNoRepetition() {
    Random random = new Random(7);
    for (int trial = 0; trial < 100; trial++) {
      String device = "device-" + trial;
      List<Integer> block = new ArrayList<>();
      for (int number = 1; number <= 400; number++) {
        block.add(number);
        if (block.size() == 20) {
          Collections.shuffle(block, random);
          for (int each : block) {
            assertThat(next(device, Integer.toString(each))).isNotEqualTo(Place.REPEATED);
          }
          block.clear();
        }
      }
      pass(11);
      assertNext(device, "401");
    }
    assertThat(missing).isZero();
  }
}
