"""
A program of another vendor that keeps a card open, until its standard input ends. Arguments: how, and the name of the reader.

exclusive: holds the card as GnuPG's scdaemon does, so that nobody else can connect.
pkcs11: OpenSC's PKCS#11 module with one session, as a browser keeps it. Each line on standard input is a command, each line on standard
output its answer: `login <pin>`, `logout`, `sign <hex of a SHA-256 hash>` with the key 9A, and `ok [<hex>]` or the name of the CKR_ code.
"""

import ctypes
import sys

how, reader = sys.argv[1], sys.argv[2]


def answer(text):
    print(text, flush=True)


if how == "exclusive":
    from smartcard.scard import SCARD_SHARE_EXCLUSIVE
    from smartcard.System import readers

    connection = next(each for each in readers() if each.name == reader).createConnection()
    connection.connect(mode=SCARD_SHARE_EXCLUSIVE)
    answer("ok")
    sys.stdin.read()
    connection.disconnect()
    sys.exit(0)

ulong = ctypes.c_ulong
names = {
    0x00: "ok",
    0x30: "CKR_DEVICE_ERROR",
    0x32: "CKR_DEVICE_REMOVED",
    0xA0: "CKR_PIN_INCORRECT",
    0xB3: "CKR_SESSION_HANDLE_INVALID",
    0x100: "CKR_USER_ALREADY_LOGGED_IN",
    0x101: "CKR_USER_NOT_LOGGED_IN",
    0x05: "CKR_GENERAL_ERROR",
}
CKF_SERIAL_SESSION, CKU_USER = 4, 1
CKA_CLASS, CKA_KEY_TYPE, CKA_ID, CKO_PRIVATE_KEY = 0, 0x100, 0x102, 3
CKM_RSA_PKCS, CKM_ECDSA = 1, 0x1041
digest_info = bytes.fromhex("3031300d060960864801650304020105000420")


class Attribute(ctypes.Structure):
    _fields_ = [("type", ulong), ("value", ctypes.c_void_p), ("length", ulong)]


class Mechanism(ctypes.Structure):
    _fields_ = [("mechanism", ulong), ("parameter", ctypes.c_void_p), ("length", ulong)]


class Refused(Exception):
    pass


module = ctypes.CDLL("opensc-pkcs11.so")


def call(name, *arguments):
    code = getattr(module, name)(*arguments)
    if code != 0:
        raise Refused(names.get(code, f"CKR_{code:#x}"))


def slot_of(name):
    count = ulong()
    call("C_GetSlotList", 1, None, ctypes.byref(count))
    slots = (ulong * count.value)()
    call("C_GetSlotList", 1, slots, ctypes.byref(count))
    for slot in slots:
        description = ctypes.create_string_buffer(512)
        call("C_GetSlotInfo", ulong(slot), description)
        if description.raw[:64].decode().strip() in name:
            return slot
    raise Refused("no slot")


def private_key():
    kind, key_id = ulong(CKO_PRIVATE_KEY), ctypes.create_string_buffer(b"\x01", 1)
    template = (Attribute * 2)(
        Attribute(CKA_CLASS, ctypes.cast(ctypes.byref(kind), ctypes.c_void_p), ctypes.sizeof(kind)),
        Attribute(CKA_ID, ctypes.cast(key_id, ctypes.c_void_p), 1),
    )
    call("C_FindObjectsInit", session, template, 2)
    found, count = ulong(), ulong()
    call("C_FindObjects", session, ctypes.byref(found), 1, ctypes.byref(count))
    call("C_FindObjectsFinal", session)
    if count.value == 0:
        raise Refused("no key")
    return found


def sign(digest):
    key, key_type = private_key(), ulong()
    template = Attribute(CKA_KEY_TYPE, ctypes.cast(ctypes.byref(key_type), ctypes.c_void_p), ctypes.sizeof(key_type))
    call("C_GetAttributeValue", session, key, ctypes.byref(template), 1)
    is_rsa = key_type.value == 0
    data = (digest_info if is_rsa else b"") + digest
    mechanism = Mechanism(CKM_RSA_PKCS if is_rsa else CKM_ECDSA, None, 0)
    call("C_SignInit", session, ctypes.byref(mechanism), key)
    signature, length = ctypes.create_string_buffer(512), ulong(512)
    call("C_Sign", session, data, len(data), signature, ctypes.byref(length))
    return signature.raw[: length.value].hex()


def obey(line):
    command, *arguments = line.split()
    if command == "login":
        pin = arguments[0].encode()
        call("C_Login", session, ulong(CKU_USER), pin, ulong(len(pin)))
    elif command == "logout":
        call("C_Logout", session)
    else:
        return f"ok {sign(bytes.fromhex(arguments[0]))}"
    return "ok"


session = ulong()
call("C_Initialize", None)
call("C_OpenSession", ulong(slot_of(reader)), ulong(CKF_SERIAL_SESSION), None, None, ctypes.byref(session))
answer("ok")
for line in sys.stdin:
    try:
        answer(obey(line))
    except Refused as refused:
        answer(str(refused))
