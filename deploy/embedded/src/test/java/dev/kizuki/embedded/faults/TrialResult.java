package dev.kizuki.embedded.faults;

import java.time.Duration;

/**
 * What came of the images of a trial.
 *
 * @param images how many images the MQTT broker accepted
 * @param lost how many of them have no outcome
 * @param silence the longest time from the end of a fault until 50 more images had an outcome
 * @param gap the longest time between two outcomes of one device, during the fault or after it
 * @param before threads and memory of the service before the first fault
 * @param after threads and memory of the service after the last fault
 */
record TrialResult(
    String what,
    int rounds,
    int images,
    long lost,
    Outcomes.Duplicates duplicates,
    int outOfOrder,
    Duration silence,
    Duration gap,
    Server.Footprint before,
    Server.Footprint after) {}
