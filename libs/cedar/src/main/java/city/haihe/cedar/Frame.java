package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import city.haihe.cedar.Value.RecordOf;

/**
 * What the variables of an expression stand for while it is evaluated.
 *
 * @param resource the resource; where it is not known, an expression that mentions it is not evaluated in this frame
 */
record Frame(EntityUid principal, EntityUid action, EntityUid resource, RecordOf context, Entities entities) {

    static Frame of(Request request, Entities entities) {
        return new Frame(request.principal(), request.action(), request.resource(), request.context(), entities);
    }
}
