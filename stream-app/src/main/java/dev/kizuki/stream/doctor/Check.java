package dev.kizuki.stream.doctor;

import java.util.List;

/**
 * One check of the doctor. A new check is a class that implements this interface, and an entry in
 * the list in {@link Doctor}.
 */
@FunctionalInterface
interface Check {
  /** Runs the check. Does not throw for what it finds: a failure is a finding. */
  List<Finding> findings() throws InterruptedException;
}
