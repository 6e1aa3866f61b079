/** The precision of the alarms, measured from people's verdicts on incidents. */
@NullMarked
package dev.kizuki.stream.feedback;

import org.jspecify.annotations.NullMarked;
