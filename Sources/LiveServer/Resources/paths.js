// Where the rooms of the local port are, from the page.

import { segment } from "./format.js";

export const roomPath = (room) => `v1/rooms/${segment(room)}`;
export const participantPath = (room, identity) => `${roomPath(room)}/participants/${segment(identity)}`;
