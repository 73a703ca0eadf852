import app from './zh-CN/app.json'
import errors from './zh-CN/errors.json'
import list from './zh-CN/list.json'
import project from './zh-CN/project.json'
import session from './zh-CN/session.json'

export default { app, errors, list, project, session }
