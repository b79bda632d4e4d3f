import TestSupport

/// `#require` for values that cannot be copied.
func present<Value: ~Copyable>(_ value: consuming Value?) throws -> Value {
    guard let value else { throw ChildProcess.Failure(description: "there is none") }
    return value
}

func isNone<Value: ~Copyable>(_ value: consuming Value?) -> Bool { value == nil }
